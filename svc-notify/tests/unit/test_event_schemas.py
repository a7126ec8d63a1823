"""The committed event schemas are those of the code; nothing in them names a person."""

import orjson

from shared.events import schema_files
from svc_notify.domain.events import CONSENT_REVOKED, PAYLOADS
from svc_notify.schemas import FOLDER


def test_the_committed_schemas_are_the_generated_ones() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert committed == schema_files(PAYLOADS), "run: python -m svc_notify export-schemas"


def test_no_event_carries_a_person() -> None:
    schema = orjson.loads(schema_files(PAYLOADS)[f"{CONSENT_REVOKED}.json"])
    assert set(schema["properties"]) == {"erasure_id", "person", "revoked_at"}
