"""What others recorded: one adapter a source, one model for all."""
