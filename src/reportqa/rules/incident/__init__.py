"""The `incident` family of rules."""
