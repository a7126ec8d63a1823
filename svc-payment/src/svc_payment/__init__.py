"""Bills and what is paid for them, to the đồng; and the shops that take payment by QR code."""

SERVICE = "svc-payment"
"""The name by which other services know this one: the ``source`` of its events."""
