"""Schools and their bills."""
