"""The `provenance` family of rules."""
