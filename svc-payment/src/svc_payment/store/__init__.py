"""The only layer that knows MongoDB; it takes and returns dataclasses."""
