"""Bills of a citizen."""
