"""How the models in `models/` are made: `python -m training` trains them again with fixed seeds."""
