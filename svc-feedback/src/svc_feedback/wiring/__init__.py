"""The composition root: makes the parts and hands them to one another."""
