"""A picture that Zalo's picker uploaded for the official template, before anybody knows for which report."""

from datetime import timedelta

LARGEST_PICTURE = 1024 * 1024
MOST_PICTURES = 4
"""Both as the template's picker bounds them."""
KEPT = timedelta(hours=1)
"""How long a picture waits for a report to take it."""
MOST_WAITING = 2_000
"""Pictures of all people: whoever uploads has shown no token."""

_BEGINNINGS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def media_type_of(content: bytes) -> str | None:
    """Told by how it begins; ``None`` for what is no picture. svc-feedback looks inside before anybody relies on it."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _BEGINNINGS.items() if content.startswith(start)), None)
