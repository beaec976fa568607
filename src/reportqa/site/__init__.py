"""What the client owns and asks: registry, fences, policy."""
