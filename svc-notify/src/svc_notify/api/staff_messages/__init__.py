"""What staff see of sending."""
