"""Programme guides from stations."""
