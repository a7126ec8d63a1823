"""One adapter per way to reach a citizen outside the app."""
