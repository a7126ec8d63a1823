"""What other services tell, and what our own events lead to."""
