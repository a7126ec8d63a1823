"""The published catalogue of procedures."""
