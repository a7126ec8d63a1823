"""A citizen's own questions."""
