"""Every figure that the project quotes is printed from here: `python -m bench TASK`."""
