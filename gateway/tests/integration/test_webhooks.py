"""What other platforms tell passes with its bytes and its signature, and nothing else of it counts."""

from typing import Any

import pytest

OA = "/v1/webhooks/zalo/oa"
SIGNED = {"X-ZEvent-Signature": "mac=" + "ab" * 32, "Content-Type": "application/json"}
RAW = '{"event_name" : "follow",\n  "tên":"Ánh" }\n'.encode()


@pytest.mark.parametrize("path", [OA, "/v1/webhooks/zalo/mini-app"])
async def test_a_webhook_arrives_byte_for_byte_with_its_signature(gateway: Any, path: str) -> None:
    answer = await gateway.http.post(path, content=RAW, headers=SIGNED)
    assert answer.status_code == 200, answer.text
    received = gateway.notify.received[-1]
    assert received.body == RAW
    assert received.header("x-zevent-signature") == SIGNED["X-ZEvent-Signature"]


async def test_which_of_zalos_servers_speaks_is_passed_on_and_a_handshake_too(gateway: Any) -> None:
    await gateway.http.post(OA, content=RAW, headers={**SIGNED, "X-ZEvent-Server": "ZNS"})
    assert gateway.notify.received[-1].header("x-zevent-server") == "ZNS"
    assert (await gateway.http.get(OA, params={"hub.challenge": "abc"})).status_code == 200
    assert gateway.notify.received[-1].query == "hub.challenge=abc"


async def test_a_webhook_speaks_for_nobody(gateway: Any) -> None:
    claimed = {**SIGNED, **await gateway.citizen(), "X-Citizen-Id": "cit_1", "Cookie": "a=b", "X-Upstream-Sig": "x"}
    assert (await gateway.http.post(OA, content=RAW, headers=claimed)).status_code == 200
    received = gateway.notify.received[-1]
    assert {received.header(name) for name in ("authorization", "x-citizen-id", "cookie", "x-upstream-sig")} == {None}


async def test_a_signature_is_passed_on_its_own_route_only(gateway: Any) -> None:
    await gateway.http.get("/v1/procedures", headers=SIGNED)
    assert gateway.dossier.received[-1].header("x-zevent-signature") is None


async def test_two_signatures_contradict_each_other(gateway: Any) -> None:
    twice = [("X-ZEvent-Signature", "mac=1"), ("X-ZEvent-Signature", "mac=2")]
    answer = await gateway.http.post(OA, content=RAW, headers=twice)
    assert answer.status_code == 400
    assert not gateway.notify.received


async def test_a_webhook_over_its_limit_never_reaches_the_service(gateway: Any) -> None:
    answer = await gateway.http.post(OA, content=b"a" * 65_537, headers=SIGNED)
    assert answer.status_code == 413
    assert not gateway.notify.received
