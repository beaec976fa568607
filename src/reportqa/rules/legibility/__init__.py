"""The `legibility` family of rules."""
