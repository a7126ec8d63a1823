"""What officers tell one another."""
