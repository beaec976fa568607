"""`python -m reportqa` is the same as `reportqa`."""

from reportqa.cli import main

if __name__ == "__main__":
    main()
