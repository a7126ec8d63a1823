"""What is kept, in MongoDB."""
