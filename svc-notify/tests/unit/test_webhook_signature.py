"""Zalo's two signatures, by the vectors of the contract."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from svc_notify.domain.webhook_signature import (
    mini_app_signature,
    oa_signature,
    signed_by_mini_app,
    signed_by_oa,
)
from svc_notify.domain.zalo_event import (
    MINI_APP_EVENTS,
    OA_EVENTS,
    ZaloEventKind,
    is_fresh,
    read_mini_app_event,
    read_oa_event,
    timestamp_of,
)

APP, OA, USER = "1000000000000000001", "4000000000000000004", "2000000000000000002"
OA_KEY, MINI_KEY = "demo-oa-secret-key", "demo-mini-api-key"
BODY_A = (
    '{"app_id":"1000000000000000001","sender":{"id":"2000000000000000002"},"user_id_by_app":"3000000000000000003",'
    '"recipient":{"id":"4000000000000000004"},"event_name":"user_send_text",'
    '"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},"timestamp":"1790000000000"}'
).encode()
BODY_B = (
    b'{"event":"user.revoke.consent","appId":"1000000000000000001","userId":"3000000000000000003",'
    b'"timestamp":1790000000000}'
)
MAC_A = "fb80d61d91894899f9c119075896d4d366396c88fe49248ed9f259158b7879c3"
MAC_B = "fd3fe72152676d4d7423207fab61881f4215e0af8bc0f35ab421245801aad898"
AT = datetime.fromtimestamp(1_790_000_000, UTC)


def test_the_vectors_of_the_contract() -> None:
    assert oa_signature(APP, BODY_A, "1790000000000", OA_KEY) == MAC_A
    assert mini_app_signature(json.loads(BODY_B), MINI_KEY) == MAC_B


@pytest.mark.parametrize(
    "offered", [MAC_A, f"mac={MAC_A}", f"mac = {MAC_A}", f"MAC={MAC_A.upper()}", f"  mac={MAC_A}  "]
)
def test_every_form_of_the_header_that_was_seen(offered: str) -> None:
    assert signed_by_oa(offered, BODY_A, "1790000000000", (APP, OA), (OA_KEY,))


@pytest.mark.parametrize("offered", ["", "mac=", MAC_B, MAC_A[:-1], MAC_A + "0", f"sha={MAC_A}", "mac=ư", "\x00"])
def test_anything_else_is_refused(offered: str) -> None:
    assert not signed_by_oa(offered, BODY_A, "1790000000000", (APP, OA), (OA_KEY,))


def test_one_byte_more_breaks_it() -> None:
    assert not signed_by_oa(MAC_A, BODY_A + b"\n", "1790000000000", (APP,), (OA_KEY,))
    again = json.dumps(json.loads(BODY_A)).encode()
    assert not signed_by_oa(MAC_A, again, "1790000000000", (APP,), (OA_KEY,))


def test_both_keys_hold_while_one_replaces_another_and_none_when_there_is_none() -> None:
    assert signed_by_oa(MAC_A, BODY_A, "1790000000000", (APP,), ("new-key", OA_KEY))
    assert signed_by_mini_app(MAC_B, json.loads(BODY_B), ("new-key", MINI_KEY))
    assert not signed_by_oa(MAC_A, BODY_A, "1790000000000", (APP,), ())
    assert not signed_by_mini_app(MAC_B, json.loads(BODY_B), ("new-key",))


def test_the_official_accounts_id_may_stand_first() -> None:
    mac = oa_signature(OA, BODY_A, "1790000000000", OA_KEY)
    assert signed_by_oa(mac, BODY_A, "1790000000000", (APP, OA), (OA_KEY,))


def test_values_are_written_as_javascript_writes_them() -> None:
    body = {"d": None, "a": True, "c": {"tên": ["Ánh", 1]}, "b": 7}
    text = 'true7{"tên":["Ánh",1]}null' + MINI_KEY
    assert mini_app_signature(body, MINI_KEY) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("value", [None, True, "", "x", -1, "-1", 1.5, "1" * 15, 10**40, ["1"], "١٢"])
def test_a_timestamp_that_cannot_be_is_none(value: object) -> None:
    assert timestamp_of({"timestamp": value}) is None


def test_a_timestamp_is_text_or_number() -> None:
    assert timestamp_of({"timestamp": "1790000000123"}) == ("1790000000123", AT + timedelta(milliseconds=123))
    assert timestamp_of({"timestamp": 1790000000000}) == ("1790000000000", AT)


@pytest.mark.parametrize(
    ("after", "fresh"),
    [(0, True), (24 * 3600, True), (24 * 3600 + 1, False), (-300, True), (-301, False)],
)
def test_what_is_too_old_or_from_the_future_is_stale(after: int, fresh: bool) -> None:
    assert is_fresh(AT, AT + timedelta(seconds=after)) is fresh


def test_a_users_message() -> None:
    event = read_oa_event(json.loads(BODY_A), AT, OA)
    assert event is not None
    assert (event.kind, event.oa_user_id, event.app_user_id) == (ZaloEventKind.INTERACTION, USER, "3000000000000000003")
    assert USER not in repr(event)


@pytest.mark.parametrize(
    "seen",
    [
        {"sender": {"id": OA}, "recipient": {"id": USER}, "message": {"msg_ids": ["m1", "m2"]}},
        {"sender": {"id": USER}, "recipient": {"id": OA}, "message": {"msg_ids": ["m1", "m2"]}},
        {"sender": OA, "recipient": USER, "message": {"msg_ids": ["m1", "m2", None, {}, ""]}},
    ],
)
def test_seen_in_either_direction(seen: dict[str, object]) -> None:
    event = read_oa_event({"event_name": "user_seen_message", **seen}, AT, OA)
    assert event is not None
    assert (event.oa_user_id, event.provider_ids) == (USER, ("m1", "m2"))


def test_delivery_of_a_message_by_phone_names_ours() -> None:
    flat = {"event_name": "user_received_message", "sender": OA, "msg_id": "z1", "tracking_id": "msg_1"}
    nested = {**flat, "message": {"msg_id": "z1", "tracking_id": "msg_1"}}
    for body in (flat, nested):
        event = read_oa_event(body, AT, OA)
        assert event is not None
        assert (event.provider_ids, event.message_id) == (("z1",), "msg_1")


@pytest.mark.parametrize("phone", ["84900000001", "+84 900 000 001", "0900000001", 84900000001])
def test_a_phone_is_read_in_every_form(phone: object) -> None:
    body = {"event_name": "user_submit_info", "sender": {"id": USER}, "info": {"phone": phone}}
    event = read_oa_event(body, AT, OA)
    assert event is not None
    assert event.phone == "84900000001"


def test_quota_and_template_changes() -> None:
    quota = read_oa_event(
        {"event_name": "change_oa_daily_quota", "oaId": OA, "quota": {"prev_value": "500", "new_value": 2000}}, AT, OA
    )
    status = {"prev_status": "ENABLE", "new_status": "DISABLE"}
    template = read_oa_event({"event_name": "change_template_status", "template_id": 700123, "status": status}, AT, OA)
    assert quota is not None
    assert (quota.kind, quota.before, quota.after) == (ZaloEventKind.DAILY_QUOTA, "500", "2000")
    assert template is not None
    assert (template.kind, template.about, template.after) == (ZaloEventKind.TEMPLATE_STATUS, "700123", "DISABLE")


@pytest.mark.parametrize("name", [*OA_EVENTS, "new_event", "", None, 7, ["follow"], {}])
@pytest.mark.parametrize("odd", [None, 7, "x", [], [[]], {"id": []}, {"id": {"id": 1}}])
def test_no_shape_of_a_body_makes_the_reading_fail(name: object, odd: object) -> None:
    fields = ("follower", "sender", "recipient", "message", "info", "status", "quota", "user_id_by_app", "msg_id")
    body = {**dict.fromkeys(fields, odd), "event_name": name}
    event = read_oa_event(body, AT, OA)
    assert (event is None) == (not isinstance(name, str) or name not in OA_EVENTS)


@pytest.mark.parametrize("name", [*MINI_APP_EVENTS, "other", None, []])
def test_mini_app_events(name: object) -> None:
    event = read_mini_app_event({"event": name, "userId": "3000000000000000003"}, AT)
    assert (event is None) == (name not in tuple(MINI_APP_EVENTS))
