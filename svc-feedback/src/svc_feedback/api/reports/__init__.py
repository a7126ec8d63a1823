"""A citizen's own reports."""
