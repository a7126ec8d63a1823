"""Background work that no request waits for."""
