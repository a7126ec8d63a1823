"""What Zalo tells."""
