"""``docs/asyncapi.yaml`` is what tools of others take for an AsyncAPI document, and says what is on the wire."""

from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import orjson
import pytest
import yaml

from shared.events import EVENT_HEADERS, Event
from tests.guards.sources import ROOT

from .asyncapi_parser import parse

TEXT = (ROOT / "docs" / "asyncapi.yaml").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = yaml.load(TEXT, yaml.CSafeLoader)

SMALL = """
asyncapi: 3.1.0
info: {title: One event, version: 1.0.0}
channels:
  things: {address: things, messages: {made: {payload: {$ref: "#/components/schemas/Thing"}}}}
"""
EVENT = Event(
    id="evt_1",
    type="vn.quangngai.dossier.payment_requested.v1",
    source="svc-dossier",
    subject="dos_1",
    time=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    version=3,
    data={
        "citizen_id": "cit_1",
        "procedure_code": "1.001193",
        "procedure_name": "Đăng ký khai sinh",
        "submission_reference": "QN-7K3M-Q9WX-5",
        "code": "H48-261123-0001",
        "state": 6,
        "agency_id": "21025",
        "agency_name": "UBND phường Cẩm Thành",
        "occurred_at": "2026-11-23T09:00:00+07:00",
        "due_at": None,
        "reason": None,
        "payment_request_id": "prq_1",
        "items": [{"name": "Lệ phí", "amount": 8000}],
        "amount": 8000,
        "pay_by": None,
    },
    traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    request_id="req_1",
)


def payload_of(event_type: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for({**DOCUMENT, "$ref": f"#/components/messages/{event_type}/payload"})


def test_asyncapis_own_parser_has_nothing_to_complain_about() -> None:
    outcome = parse(TEXT)
    assert outcome.complaints == []
    assert outcome.is_valid


def test_the_parser_sees_a_reference_that_leads_nowhere() -> None:
    outcome = parse(SMALL)
    assert not outcome.is_valid
    assert any("invalid-ref" in complaint for complaint in outcome.complaints)


def test_an_event_as_it_is_sent_is_what_the_document_says() -> None:
    sent = orjson.loads(EVENT.encode())
    assert list(payload_of(EVENT.type).iter_errors(sent)) == []
    for broken in ({"data": {**EVENT.data, "items": [{"name": "Lệ phí"}]}}, {"specversion": "0.3"}, {"type": "other"}):
        assert not payload_of(EVENT.type).is_valid({**sent, **broken}), broken


@pytest.mark.parametrize("message", DOCUMENT["components"]["messages"].values(), ids=lambda message: message["name"])
def test_every_message_is_a_cloudevent_in_structured_mode(message: dict[str, Any]) -> None:
    headers = jsonschema_rs.validator_for({**DOCUMENT, **message["headers"]})
    assert headers.is_valid({name: value.decode() for name, value in EVENT_HEADERS})
    assert not headers.is_valid({"content-type": "application/json"})
    assert not headers.is_valid({})
