"""Zalo's contract, byte for byte where it gives bytes."""

import httpx
import pytest

from gateway.api.zalo_problems import zalo_problem
from gateway.domain.console_login import code_challenge
from gateway.zalo.client import ZaloClient
from gateway.zalo.errors import KINDS, ZaloErrorKind, ZaloRefused, kind_of
from gateway.zalo.graph import ZaloGraph, appsecret_proof
from shared.circuit_breaker import FAILURES
from shared.clock import SystemClock
from shared.problem import problem_of


def test_appsecret_proof_of_the_contract() -> None:
    expected = "b34334ec26e39aeb33f878edd3478e88717532125db303ef4c67a4059e588cb7"
    assert appsecret_proof("demo-user-access-token", "demo-app-secret") == expected


def test_pkce_challenge_of_the_contract() -> None:
    challenge = code_challenge("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
    assert challenge == "fR4ifSAEy-7Mu6g7FHZulPKrtjqdAnUCwRFAJt2JFsA"


def test_every_documented_code_has_a_kind() -> None:
    documented = {100, 110, 111, 112, 114, 115, 116, 117, 118, 119, 210, 452, 2500, 10000, 10002, 11004}
    documented |= {12000, 12002, 12003, 12004, 12010, -501}
    assert documented <= set(KINDS)


@pytest.mark.parametrize(
    ("code", "status", "retry_after"),
    [
        (452, 401, None),
        (115, 422, None),
        (119, 422, None),
        (118, 422, None),
        (117, 502, None),
        (-501, 502, None),
        (11004, 502, None),
        (-242, 502, None),
        (12000, 503, "60"),
        (10000, 503, "5"),
        (-14014, 422, None),
        (-14003, 502, None),
        (987654, 502, None),
    ],
)
def test_what_the_citizen_is_told(code: int, status: int, retry_after: str | None) -> None:
    problem = problem_of(zalo_problem(ZaloRefused("graph.me", kind_of(code), code)))
    assert problem.status == status
    assert problem.headers.get("Retry-After") == retry_after


@pytest.mark.parametrize("kind", ZaloErrorKind)
def test_every_kind_has_an_answer_in_vietnamese(kind: ZaloErrorKind) -> None:
    problem = zalo_problem(ZaloRefused("graph.me", kind))
    assert not problem.detail.isascii()


def graph(*answers: httpx.Response) -> ZaloGraph:
    """Zalo's graph, which gives these answers one after the other, the last of them for ever."""
    left = list(answers)

    def answer(_request: httpx.Request) -> httpx.Response:
        return left.pop(0) if len(left) > 1 else left[0]

    client = ZaloClient(httpx.AsyncClient(transport=httpx.MockTransport(answer)))
    return ZaloGraph(client, "http://zalo", "secret", "1", SystemClock())


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'\xef\xbb\xbf{"error":0,"id":"7","name":"Lan"}', "Lan"),
        (rb'{"error":0,"id":"7","name":"Lan \ud83d"}', "Lan \ufffd"),
        (b'{"error":0,"id":"7","name":"Lan \xed\xa0\xbd\xed\xb8\x80"}', "Lan 😀"),
        ('{"error":0,"id":"7","name":"\u200bNguye\u0302\u0303n\u00a0 Lan"}'.encode(), "Nguyễn Lan"),
        ('{"error":0,"id":"7","name":"\u200b\u200b"}'.encode(), None),
        (b'{"error":0,"id":"7","name":"Lan\\u0000 Anh"}', "Lan Anh"),
    ],
)
async def test_whoever_has_half_an_emoji_in_their_name_can_sign_in(body: bytes, name: str | None) -> None:
    profile = await graph(httpx.Response(200, content=body)).profile("token")
    assert (profile.user_id, profile.name) == ("7", name)


@pytest.mark.parametrize("number", ["84905123456", "+84905123456", "0905 123 456", "+84 (0)905.123.456"])
async def test_a_phone_is_read_however_zalo_writes_it(number: str) -> None:
    answer = httpx.Response(200, json={"error": 0, "data": {"number": number}})
    assert await graph(answer).phone("token", "code") == "+84905123456"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b"[]"),
        httpx.Response(200, content=b"{" + b" " * 70_000),
        httpx.Response(403, content=b""),
    ],
)
async def test_an_answer_that_arrived_never_opens_the_breaker(answer: httpx.Response) -> None:
    good = httpx.Response(200, json={"error": 0, "id": "7"})
    zalo = graph(*[answer] * (2 * FAILURES), good)
    for _ in range(2 * FAILURES):
        with pytest.raises(ZaloRefused) as refused:
            await zalo.profile("token")
        assert refused.value.kind is ZaloErrorKind.TRANSIENT
    assert (await zalo.profile("token")).user_id == "7"


async def test_what_is_no_answer_of_zalos_opens_it() -> None:
    zalo = graph(*[httpx.Response(502)] * FAILURES, httpx.Response(200, json={"error": 0, "id": "7"}))
    for _ in range(FAILURES + 1):
        with pytest.raises(ZaloRefused):
            await zalo.profile("token")
