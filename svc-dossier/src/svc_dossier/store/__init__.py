"""The only layer that knows MongoDB: dataclasses go in and come out."""
