"""What the gateway itself asks of the services behind it, as one of their callers."""
