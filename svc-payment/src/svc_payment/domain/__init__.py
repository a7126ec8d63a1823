"""What decides: pure, and without a clock, a network or a database."""
