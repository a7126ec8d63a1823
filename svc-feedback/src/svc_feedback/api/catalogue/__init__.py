"""What reports can be about, and who handles them."""
