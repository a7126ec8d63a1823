"""svc-notify: what happens to a citizen's dossier reaches the citizen, once, and the citizen's inbox always."""

SERVICE = "svc-notify"
"""The name by which other services know this one: the ``source`` of its events."""
