"""Public look-up by code."""
