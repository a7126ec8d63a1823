"""The JSON Schemas of our events, generated from their payloads and kept beside the code."""

from pathlib import Path

from shared.events import schema_files, write_schemas
from svc_feedback.domain.events import PAYLOADS, PUBLIC_PAYLOADS, event_type

FOLDER = Path(__file__).parent / "event_schemas"


def generated() -> dict[str, bytes]:
    """File name → content, for every event of reports, supporters and questions."""
    return schema_files({**{event_type(name): payload for name, payload in PAYLOADS.items()}, **PUBLIC_PAYLOADS})


def export() -> str:
    """Write them, and say where."""
    return write_schemas({FOLDER: generated()})
