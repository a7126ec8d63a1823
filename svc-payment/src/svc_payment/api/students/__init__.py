"""Students of a guardian."""
