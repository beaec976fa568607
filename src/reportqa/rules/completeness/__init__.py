"""The `completeness` family of rules."""
