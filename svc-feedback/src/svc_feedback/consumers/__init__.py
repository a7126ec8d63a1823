"""What comes in from other services."""
