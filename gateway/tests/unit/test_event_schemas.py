"""The committed event schemas are those of the code; nothing in them names a person."""

import orjson
import pytest

from gateway.schemas import FOLDER, PAYLOADS
from shared.events import schema_files


def test_the_committed_schemas_are_the_generated_ones() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert committed == schema_files(PAYLOADS), "run: python -m gateway export-schemas"


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_event_carries_a_person(name: str) -> None:
    members = set(orjson.loads(schema_files(PAYLOADS)[f"{name}.json"])["properties"])
    of_staff = {"staff_id", "person", "roles", "occurred_at"}  # the person is sealed
    assert members <= {"citizen_id", "contact", "erasure_id", "revoked_at", "erased_at"} | of_staff
