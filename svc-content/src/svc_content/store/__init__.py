"""MongoDB: what is kept, and how it is found again. Takes and returns dataclasses."""
