"""Load, decide, save, return: one verb, one file."""
