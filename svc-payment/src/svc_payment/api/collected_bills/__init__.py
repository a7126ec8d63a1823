"""Bills that a counter collects for."""
