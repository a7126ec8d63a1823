"""What was taken in cash, for who collects."""
