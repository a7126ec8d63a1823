"""The JSON Schemas of this service's events, generated from their payloads and kept beside the code."""

from pathlib import Path

from shared.events import schema_files
from svc_notify.domain.events import PAYLOADS

FOLDER = Path(__file__).parent.parent / "event_schemas"


def export() -> str:
    """Write them, and say where."""
    schemas = schema_files(PAYLOADS)
    for name, content in schemas.items():
        (FOLDER / name).write_bytes(content)
    return f"{len(schemas)} schemas in {FOLDER}\n"
