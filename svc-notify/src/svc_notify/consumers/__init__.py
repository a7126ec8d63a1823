"""Events in: read tolerantly, handed to a use case. What cannot be understood is a dead letter."""
