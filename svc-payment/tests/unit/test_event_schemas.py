"""The committed event schemas are those of the code, and what svc-dossier expects is what we give."""

from pathlib import Path

import orjson
import pytest

from shared.events import breaking_changes
from svc_payment.domain.events import PAYLOADS, event_type
from svc_payment.schemas import EXPECTED_FOLDER, FOLDER, expected, generated

GENERATED = generated()
EXPECTED = Path(__file__).parents[3] / "svc-dossier/src/svc_dossier/expected_events"


def test_the_committed_schemas_are_the_generated_ones() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert committed == GENERATED, "run: python -m svc_payment export-schemas"


def test_what_schools_have_to_send_is_committed_too() -> None:
    committed = {path.name: path.read_bytes() for path in EXPECTED_FOLDER.glob("*.json")}
    assert committed == expected(), "run: python -m svc_payment export-schemas"


def test_svc_dossier_gets_what_it_expects() -> None:
    name = f"{event_type('payment.paid')}.json"
    expected, ours = (orjson.loads(content) for content in ((EXPECTED / name).read_bytes(), GENERATED[name]))
    assert breaking_changes(expected, ours) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_event_carries_a_person_or_an_account(name: str) -> None:
    schema = orjson.loads(GENERATED[f"{event_type(name)}.json"])
    known = {
        "amount",
        "bill_id",
        "citizen_id",
        "code",
        "commune",
        "collected_by",  # a member of staff, by id
        "contact",  # a shop's phone, sealed
        "dossier_id",
        "due_at",
        "expected",
        "name",
        "occurred_at",
        "paid_at",
        "payee_id",
        "payee_name",
        "payment_request_id",
        "period",
        "reason",
        "received",
        "received_at",
        "refunded_at",
        "state",
        "title",
    }
    assert set(schema["properties"]) <= known
