"""What other platforms tell passes with its bytes and its signature, and nothing else of it counts."""

from typing import Any

import pytest
from gateway_world import free_port

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


UPSTREAMS = ("svc-content", "svc-dossier", "svc-feedback", "svc-notify", "svc-payment")
PROVIDERS = [
    ("POST", "zalo", {"returnCode": 0, "returnMessage": "our_fault"}),
    ("POST", "zalo-notify", {"returnCode": 0, "returnMessage": "our_fault"}),
    ("POST", "zalopay", {"return_code": 0, "return_message": "our_fault"}),
    ("GET", "vnpay", {"RspCode": "99", "Message": "our_fault"}),
]


@pytest.mark.parametrize(("method", "provider", "words"), PROVIDERS)
async def test_while_payments_are_down_a_provider_is_asked_in_its_own_words_to_call_again(
    open_gateway: Any, method: str, provider: str, words: dict[str, Any]
) -> None:
    gateway = await open_gateway(upstreams=dict.fromkeys(UPSTREAMS, f"http://127.0.0.1:{free_port()}"))
    content = b"{}" if method == "POST" else None
    for _ in range(8):  # also when the breaker has opened
        answer = await gateway.http.request(method, f"/v1/payment-callbacks/{provider}", content=content)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json() == words
    counted = (await gateway.operations.get("/metrics")).text
    assert f'route="/v1/payment-callbacks/{provider}",status="5xx"' in counted, "an outage all the same"


@pytest.mark.parametrize("path", ["momo", "bank"])
async def test_who_reads_the_status_is_told_503(open_gateway: Any, path: str) -> None:
    gateway = await open_gateway(upstreams=dict.fromkeys(UPSTREAMS, f"http://127.0.0.1:{free_port()}"))
    answer = await gateway.http.post(f"/v1/payment-callbacks/{path}", content=b"{}")
    assert answer.status_code == 503


async def test_what_a_provider_sends_wrongly_is_a_problem_all_the_same(gateway: Any) -> None:
    answer = await gateway.http.post("/v1/payment-callbacks/zalopay", content=b"a" * 65_537)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_a_webhook_over_its_limit_never_reaches_the_service(gateway: Any) -> None:
    answer = await gateway.http.post(OA, content=b"a" * 65_537, headers=SIGNED)
    assert answer.status_code == 413
    assert not gateway.notify.received
