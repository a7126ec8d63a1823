"""Webhooks as they arrive: what is kept, what is refused, and how."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.crypto import FieldCipher
from shared.mongo import Database, Document
from shared.testing import FakeClock
from svc_notify.domain.webhook_signature import mini_app_signature, oa_signature
from svc_notify.jobs.watch_zalo import WatchZalo
from svc_notify.settings import Settings
from svc_notify.store.indexes import make_indexes
from svc_notify.store.webhook_sources import WebhookSources
from svc_notify.store.zalo_events import ZaloEvents
from svc_notify.store.zalo_facts import ZaloFacts

from .harness import CONTACT_KEYS, FIELD_KEYS
from .webhooks import APP, MINI_KEY, OA, OA_KEY, Sender, milliseconds, open_sender

FOLLOW = {
    "oa_id": OA,
    "follower": {"id": "2000000000000000002"},
    "user_id_by_app": "3000000000000000003",
    "event_name": "follow",
}
REVOKE = {"event": "user.revoke.consent", "userId": "3000000000000000003"}


def settings() -> Settings:
    return Settings(
        mongo_url=SecretStr("mongodb://unused"),
        kafka_bootstrap_servers="127.0.0.1:1",
        zalo_oa_id=OA,
        zalo_app_id=APP,
        zalo_app_secret=SecretStr("demo-app-secret"),
        zalo_oa_webhook_keys=SecretStr(OA_KEY),
        zalo_mini_app_webhook_keys=SecretStr(MINI_KEY),
        contact_keys=SecretStr(CONTACT_KEYS),
        staff_keys=SecretStr(FIELD_KEYS),
        field_keys=SecretStr(FIELD_KEYS),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def sender(database: Database) -> AsyncIterator[Sender]:
    await make_indexes(database)
    made = open_sender(settings(), database, FakeClock(SystemClock().now()))
    yield made
    await made.http.aclose()


async def kept(database: Database) -> list[Document]:
    return await database["zalo_events"].find({}).to_list(100)


def counted(taken: str, source: str = "oa") -> float:
    return REGISTRY.get_sample_value("notify_webhooks_total", {"source": source, "taken": taken}) or 0.0


async def test_a_signed_event_is_kept_once_and_not_readable(sender: Sender, database: Database) -> None:
    answers = [await sender.oa(FOLLOW), await sender.oa(FOLLOW), await sender.mini_app(REVOKE)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"error": 0, "message": "Success"})
    ] * 3
    events = ZaloEvents(database["zalo_events"], FieldCipher.parse(FIELD_KEYS))
    await WatchZalo(ZaloFacts(database["zalo_facts"]), WebhookSources(database["webhook_sources"]), events).look()
    assert REGISTRY.get_sample_value("notify_webhook_backlog") == 2
    last = REGISTRY.get_sample_value("notify_last_webhook_timestamp_seconds", {"source": "oa"})
    assert last == sender.clock.now().timestamp(), "Zalo disables a webhook silently; that nothing comes must show"
    documents = await kept(database)
    assert sorted(document["source"] for document in documents) == ["mini_app", "oa"]
    assert not any(number in repr(documents) for number in ("2000000000000000002", "3000000000000000003"))


@pytest.mark.parametrize(
    ("taken", "status", "age", "key", "signed"),
    [
        ("unsigned", 401, 0, OA_KEY, False),
        ("wrong_signature", 401, 0, "another-key", True),
        ("stale", 403, 24 * 3600 + 1, OA_KEY, True),
        ("stale", 403, -301, OA_KEY, True),
        ("stored", 200, 24 * 3600 - 1, OA_KEY, True),
    ],
)
async def test_each_refusal_has_its_class_and_counter(
    sender: Sender, database: Database, taken: str, status: int, age: int, key: str, signed: bool
) -> None:
    before = counted(taken)
    if signed:
        answer = await sender.oa(FOLLOW, key=key, at=sender.clock.now() - timedelta(seconds=age))
    else:
        answer = await sender.post("oa", b'{"event_name":"follow","timestamp":"1790000000000"}', None)
    assert answer.status_code == status
    assert counted(taken) == before + 1
    assert len(await kept(database)) == (taken == "stored")
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"timestamp":"x"}',
        b'{"timestamp":NaN}',
        b'{"event_name":"follow"}',
        b"[" * 60_000,
        b'{"timestamp":' + b"9" * 6_000 + b"}",
        b'{"timestamp":"1790000000000","a":"\\ud800"}',
    ],
)
@pytest.mark.parametrize("path", ["oa", "mini-app"])
async def test_what_is_no_event_is_a_problem_never_a_failure(sender: Sender, path: str, raw: bytes) -> None:
    answer = await sender.post(path, raw, "mac=" + "0" * 64)
    assert answer.status_code in (400, 401)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (b"", rb"\ud83d"),
        (b"", b"\xed\xa0\xbd\xed\xb8\x80"),
        (b"", b"\xed\xa0\xbd"),
        (b"\xef\xbb\xbf", "Chào 😀".encode()),
        (b"\xef\xbb\xbf", rb"\ude00 \\ud83d"),
        (b"", b"\xff"),
    ],
)
async def test_half_an_emoji_in_what_zalo_signed_makes_no_webhook_fail(
    sender: Sender, database: Database, before: bytes, said: bytes
) -> None:
    stamp = milliseconds(sender.clock.now())
    sent = f'{{"app_id":"{APP}","sender":{{"id":"2000000000000000002"}},"recipient":{{"id":"{OA}"}},'.encode()
    sent += b'"event_name":"user_send_text","message":{"text":"' + said + f'"}},"timestamp":"{stamp}"}}'.encode()
    raw = before + sent
    answer = await sender.post("oa", raw, f"mac={oa_signature(APP, raw, stamp, OA_KEY)}")
    assert answer.status_code == 200, answer.text
    assert len(await kept(database)) == 1
    whole = {"appId": APP, **REVOKE, "timestamp": int(stamp), "note": "\ufffd"}
    raw = before + json.dumps(whole).replace(r"\ufffd", r"\ud83d").encode()
    answer = await sender.post("mini-app", raw, mini_app_signature(whole, MINI_KEY))
    assert answer.status_code == 200, answer.text
    assert len(await kept(database)) == 2


async def test_a_body_over_the_limit_is_refused_and_counted(sender: Sender, database: Database) -> None:
    before = counted("oversize")
    assert (await sender.post("oa", b"a" * 65_537, "mac=0")).status_code == 413
    assert counted("oversize") == before + 1
    assert await kept(database) == []


@pytest.mark.parametrize(("name", "taken"), [("event_of_tomorrow", "unknown_event"), ("oa_send_text", "no_concern")])
async def test_what_does_not_concern_us_is_answered_counted_and_not_kept(
    sender: Sender, database: Database, name: str, taken: str
) -> None:
    before = counted(taken)
    assert (await sender.oa({**FOLLOW, "event_name": name})).status_code == 200
    assert counted(taken) == before + 1
    assert await kept(database) == []


async def test_both_keys_hold_during_a_rotation_and_no_key_lets_nobody_in(database: Database) -> None:
    await make_indexes(database)
    for keys, status in ((f"new-key, {OA_KEY}", 200), ("new-key", 401), ("", 401)):
        made = open_sender(
            settings().model_copy(update={"zalo_oa_webhook_keys": SecretStr(keys)}), database, SystemClock()
        )
        assert (await made.oa(FOLLOW)).status_code == status
        await made.http.aclose()


async def test_the_mini_apps_key_does_not_sign_for_the_official_account(sender: Sender) -> None:
    assert (await sender.oa(FOLLOW, key=MINI_KEY)).status_code == 401
    assert (await sender.mini_app(REVOKE, key=OA_KEY)).status_code == 401


@pytest.mark.parametrize("path", ["oa", "mini-app"])
async def test_a_handshake_is_answered_with_its_challenge(sender: Sender, path: str) -> None:
    url = f"/v1/webhooks/zalo/{path}"
    answer = await sender.http.get(url, params={"hub.challenge": "aB-9_x.1"})
    assert (answer.status_code, answer.text) == (200, "aB-9_x.1")
    assert answer.headers["content-type"].startswith("text/plain")
    assert ((await sender.http.get(url)).status_code, (await sender.http.get(url)).text) == (200, "")
    assert (await sender.http.get(url, params={"hub.challenge": "<script>"})).status_code == 422
