"""The `chronology` family of rules."""
