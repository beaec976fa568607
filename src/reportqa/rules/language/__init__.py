"""The `language` family of rules."""
