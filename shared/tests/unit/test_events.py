from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from shared.events import Event, InvalidEvent, breaking_changes, new_event, payload_schema
from shared.tracing import bind

MOMENT = datetime(2026, 11, 22, 1, 30, 0, 125000, tzinfo=UTC)


@dataclass(frozen=True)
class Submitted:
    citizen_id: str
    due_at: datetime | None


def test_an_event_is_a_cloudevent_to_the_byte() -> None:
    with bind("req_12345678", "00-" + "1" * 32 + "-" + "2" * 16 + "-01"):
        event = new_event(
            "vn.quangngai.dossier.submitted.v1",
            source="svc-dossier",
            subject="dos_1",
            version=1,
            at=MOMENT,
            payload=Submitted("cit_1", MOMENT),
            event_id="evt_1",
        )
    assert event.encode().decode() == (
        '{"specversion":"1.0","id":"evt_1","source":"svc-dossier","type":"vn.quangngai.dossier.submitted.v1",'
        '"subject":"dos_1","time":"2026-11-22T08:30:00.125+07:00","datacontenttype":"application/json",'
        '"aggregateversion":1,"traceparent":"00-11111111111111111111111111111111-2222222222222222-01",'
        '"requestid":"req_12345678","data":{"citizen_id":"cit_1","due_at":"2026-11-22T08:30:00.125+07:00"}}'
    )
    assert Event.decode(event.encode()) == event


@pytest.mark.parametrize(
    "body",
    [
        None,
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"specversion":"0.3"}',
        b'{"specversion":"1.0","id":"","source":"s","type":"t","subject":"x","time":"2026-11-22T08:30:00Z",'
        b'"aggregateversion":1,"data":{}}',
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"x","time":"2026-11-22T08:30:00",'
        b'"aggregateversion":1,"data":{}}',
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"x","time":"2026-11-22T08:30:00Z",'
        b'"aggregateversion":1,"data":[]}',
        b'{"specversion":"1.0","id":"' + b"1" * 257 + b'","source":"s","type":"t","subject":"x",'
        b'"time":"2026-11-22T08:30:00Z","aggregateversion":1,"data":{}}',
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"x","time":"2026-11-22T08:30:00Z",'
        b'"aggregateversion":1.9,"data":{}}',
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"x","time":"2026-11-22T08:30:00Z",'
        b'"aggregateversion":true,"data":{}}',
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"x",'
        b'"time":"2201-01-01T00:00:00Z","aggregateversion":1,"data":{}}',
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"x",'
        b'"time":"9999-12-31T23:59:59-23:59","aggregateversion":1,"data":{}}',
    ],
)
def test_bytes_that_are_no_event_are_told_apart(body: bytes | None) -> None:
    with pytest.raises(InvalidEvent):
        Event.decode(body)


def test_only_additions_pass_as_compatible() -> None:
    @dataclass(frozen=True)
    class Wider:
        citizen_id: str
        due_at: datetime | None
        reason: str | None = None

    @dataclass(frozen=True)
    class Narrower:
        citizen_id: int
        channel: str

    first = payload_schema("t", Submitted)
    assert breaking_changes(first, payload_schema("t", Wider)) == []
    assert breaking_changes(first, payload_schema("t", Narrower)) == [
        "due_at is gone",
        "citizen_id changed its shape",
        "channel is newly required",
        "due_at is no longer promised",
    ]
