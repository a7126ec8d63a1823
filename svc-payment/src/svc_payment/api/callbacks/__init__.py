"""What providers and banks tell us."""
