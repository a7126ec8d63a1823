"""Published answers."""
