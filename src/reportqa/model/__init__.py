"""Values only: frozen, typed, without behaviour beyond looking at themselves."""
