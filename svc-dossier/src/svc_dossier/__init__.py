"""Procedures and dossiers: what a citizen files, what an office answers, until the result is in hand."""

SERVICE = "svc-dossier"
"""The name by which other services know this one: the ``source`` of its events."""
