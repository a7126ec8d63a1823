"""The door: who may come in, and to which service."""

SERVICE = "gateway"
"""The name by which other services know this one: the ``source`` of its events."""
