"""The `address` family of rules."""
