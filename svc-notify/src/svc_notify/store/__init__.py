"""The only room that knows MongoDB."""
