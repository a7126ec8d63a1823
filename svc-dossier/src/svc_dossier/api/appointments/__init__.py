"""A citizen's appointments at an office."""
