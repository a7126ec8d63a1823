"""The committed event schemas are those of the code, and no event carries a person, a place or a citizen's words."""

import orjson
import pytest

from svc_feedback.domain.events import PAYLOADS, PUBLIC_PAYLOADS, event_type
from svc_feedback.domain.question_states import ROWS as QUESTION_ROWS
from svc_feedback.domain.report_states import ROWS as REPORT_ROWS
from svc_feedback.schemas import FOLDER, generated

GENERATED = generated()

KNOWN = {
    "citizen_id",
    "code",
    "state",
    "category_name",
    "field_name",
    "agency_id",
    "agency_name",
    "handling_class",
    "occurred_at",
    "received_by",
    "resolved_by",
    "answer_until",
    "reopen_until",
    "rate_until",
    "answer_by",
    "reason",
    "level",
    "clock",
    "clock_due_at",
}


def test_the_committed_schemas_are_the_generated_ones() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert committed == GENERATED, "run: python -m svc_feedback export-schemas"


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_event_carries_a_person(name: str) -> None:
    schema = orjson.loads(GENERATED[f"{event_type(name)}.json"])
    assert set(schema["properties"]) <= KNOWN


@pytest.mark.parametrize("type_name", PUBLIC_PAYLOADS)
def test_what_is_kept_for_years_names_nobody(type_name: str) -> None:
    schema = orjson.loads(GENERATED[f"{type_name}.json"])
    assert set(schema["properties"]) <= {"title", "question", "answer"}


def test_every_step_of_a_table_has_its_event() -> None:
    announced = {row.event for row in REPORT_ROWS} | {row.event for row in QUESTION_ROWS}
    assert announced <= set(PAYLOADS)
