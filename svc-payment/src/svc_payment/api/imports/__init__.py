"""Files of dues."""
