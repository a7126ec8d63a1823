"""The committed event schemas are those of the code, and only grow."""

import orjson
import pytest

from shared.events import breaking_changes
from svc_dossier.domain.events import PAYLOADS, event_type
from svc_dossier.schemas import EXPECTED_FOLDER, FOLDER, expected, generated

GENERATED = generated()


def test_the_committed_schemas_are_the_generated_ones() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert committed == GENERATED, "run: python -m svc_dossier export-schemas"
    relied_on = {path.name: path.read_bytes() for path in EXPECTED_FOLDER.glob("*.json")}
    assert relied_on == expected(), "run: python -m svc_dossier export-schemas"


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_event_carries_a_person(name: str) -> None:
    schema = orjson.loads(GENERATED[f"{event_type(name)}.json"])
    known = {
        "citizen_id",
        "procedure_code",
        "procedure_name",
        "submission_reference",
        "code",
        "state",
        "agency_id",
        "agency_name",
        "occurred_at",
        "due_at",
        "reason",
        "documents",
        "amount",
        "items",
        "pay_by",
        "payment_request_id",
        "payment_id",
        "paid_at",
        "level",
        "answer_by",
        "result_files",
    }
    assert set(schema["properties"]) <= known
    assert not breaking_changes(schema, schema)
