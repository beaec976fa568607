"""The `privacy` family of rules."""
