"""The JSON Schemas of our events, generated from their payloads and kept beside the code."""

from collections.abc import Mapping
from pathlib import Path

from gateway.domain import events
from shared.events import schema_files, write_schemas
from shared.reference.staff_events import CHANGED, StaffChanged

FOLDER = Path(__file__).parent / "event_schemas"
PAYLOADS: Mapping[str, type] = {**events.PAYLOADS, CHANGED: StaffChanged}
"""The payload of each event that the gateway publishes, by its type."""


def generated() -> dict[str, bytes]:
    """File name → content."""
    return schema_files(PAYLOADS)


def export() -> str:
    """Write them, and say where."""
    return write_schemas({FOLDER: generated()})
