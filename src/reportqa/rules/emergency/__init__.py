"""The `emergency` family of rules."""
