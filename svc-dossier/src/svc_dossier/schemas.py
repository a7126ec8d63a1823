"""The JSON Schemas of our events, generated from their payloads and kept beside the code."""

from pathlib import Path

import orjson

from shared.events import payload_schema
from svc_dossier.domain.events import PAYLOADS, event_type

FOLDER = Path(__file__).parent / "event_schemas"


def generated() -> dict[str, bytes]:
    """File name → content, for every event of the state table."""
    types = {event_type(name): payload for name, payload in PAYLOADS.items()}
    return {
        f"{name}.json": orjson.dumps(
            payload_schema(name, payload), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        )
        for name, payload in types.items()
    }


def export() -> str:
    """Write them, and say where."""
    for name, content in generated().items():
        (FOLDER / name).write_bytes(content)
    return f"{len(PAYLOADS)} schemas in {FOLDER}\n"
