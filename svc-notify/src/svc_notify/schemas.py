"""The JSON Schemas of our events, generated from their payloads and kept beside the code."""

from pathlib import Path

from shared.events import schema_files, write_schemas
from svc_notify.domain.events import PAYLOADS

FOLDER = Path(__file__).parent / "event_schemas"


def generated() -> dict[str, bytes]:
    """File name → content."""
    return schema_files(PAYLOADS)


def export() -> str:
    """Write them, and say where."""
    return write_schemas({FOLDER: generated()})
