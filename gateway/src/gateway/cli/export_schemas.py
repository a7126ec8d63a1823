"""``export-schemas``: the JSON Schemas of the gateway's events, generated from their payloads, beside the code."""

from pathlib import Path

from gateway.schemas import PAYLOADS
from shared.events import schema_files

FOLDER = Path(__file__).parents[1] / "event_schemas"


def export_schemas() -> str:
    """Write them, and say where."""
    schemas = schema_files(PAYLOADS)
    for name, content in schemas.items():
        (FOLDER / name).write_bytes(content)
    return f"{len(schemas)} schemas in {FOLDER}"
