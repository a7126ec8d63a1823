"""What decides: pure, and nothing but the standard library."""
