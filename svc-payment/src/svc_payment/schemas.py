"""The JSON Schemas of our events, generated from their payloads and kept beside the code."""

from pathlib import Path

from shared.events import schema_files, write_schemas
from svc_payment.domain.events import PAYLOADS, event_type
from svc_payment.domain.incoming import EXPECTED

FOLDER = Path(__file__).parent / "event_schemas"
EXPECTED_FOLDER = Path(__file__).parent / "expected_events"


def generated() -> dict[str, bytes]:
    """File name → content."""
    return schema_files({event_type(name): payload for name, payload in PAYLOADS.items()})


def expected() -> dict[str, bytes]:
    """File name → content, for every event of another system that is used here."""
    return schema_files(EXPECTED)


def export() -> str:
    """Write them, and say where."""
    return write_schemas({FOLDER: generated(), EXPECTED_FOLDER: expected()})
