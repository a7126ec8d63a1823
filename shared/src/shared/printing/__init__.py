"""PDF papers set in type from templates and facts."""
