"""What officers tell one another about a dossier; the citizen never sees it."""

from dataclasses import dataclass
from datetime import datetime

MAX_NOTES = 200


@dataclass(frozen=True)
class Note:
    id: str
    at: datetime
    by: str
    text: str
    command_id: str
    fingerprint: str
    by_name: str = ""
    """What they were called when they wrote it."""
