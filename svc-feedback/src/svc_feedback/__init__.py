"""Reports from the field and questions to the authorities, from the citizen's tap to the published answer."""

SERVICE = "svc-feedback"
"""The name by which other services know this one: the ``source`` of its events."""
