"""Bad input of every kind, as a client sees it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Query
from prometheus_client import REGISTRY
from pydantic import Field
from starlette.responses import Response

from shared.clock import SystemClock
from shared.errors import ServiceError
from shared.etag import RequiredIfMatch
from shared.idempotency import IdempotentCommand
from shared.identity import Citizen, TokenVerifier, staff_with
from shared.mongo import MONGO_UNAVAILABLE
from shared.pagination import PageQuery, decode_cursor, encode_cursor, page
from shared.problem import Problem, problem_of
from shared.testing import TokenMint
from shared.web import LinkedRoute, StrictModel, WrittenRoute, api_router, create_app, json_response

router = api_router()


class Thing(StrictModel):
    amount: int = Field(ge=0, le=10)
    name: str = Field(default="", max_length=12)
    anything: dict[str, Any] = Field(default_factory=dict)


@router.post("/things/{id}")
async def make(id: str, body: Thing, citizen: Citizen, command: IdempotentCommand) -> Response:
    return json_response({"name": body.name, "command": command.id, "fingerprint": command.fingerprint})


written = APIRouter(route_class=WrittenRoute)
linked = api_router(LinkedRoute)


@router.get("/filtered")
async def filtered(
    state: Annotated[list[int], Query()] = [],  # noqa: B006  FastAPI copies it
    kind: Annotated[list[str] | None, Query()] = None,
    q: str = "",
) -> Response:
    return json_response({"state": state, "kind": kind, "q": q})


@linked.get("/linked")
async def follow(page: str = "1") -> Response:
    return json_response({"page": page})


@router.post("/meant")
@written.post("/written")
async def repeat(body: Thing) -> Response:
    return json_response({"name": body.name})


@router.get("/things")
async def things(asked: PageQuery) -> Response:
    start = decode_cursor(asked.after, int)[0] if asked.after else 0
    return json_response(page(list(range(start, 30))[: asked.limit + 1], asked.limit, lambda n: encode_cursor(n + 1)))


@router.put("/things/{id}")
async def change(id: str, version: RequiredIfMatch) -> Response:
    return json_response({"version": version})


@router.get("/staff", dependencies=[staff_with("one_stop")])
async def staff() -> Response:
    return json_response({})


@router.get("/down")
async def down() -> Response:
    raise MONGO_UNAVAILABLE[0]("no server")


@router.get("/broken")
async def broken() -> Response:
    raise RuntimeError("secret detail 0912345678")


@pytest.fixture
def mint() -> TokenMint:
    return TokenMint(SystemClock())


@pytest.fixture
async def http(mint: TokenMint) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(title="X", routers=[router, written, linked])
    app.state.verifier = TokenVerifier(mint.keys, SystemClock())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        yield client


def seen(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return answer.status_code, body["type"].rpartition(":")[2]


JSON = {"content-type": "application/json"}
KEY = {"idempotency-key": "tap-00000001"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"amount":1,"name":"Lan \\ud83d"}', "Lan \ufffd"),
        (b'{"amount":1,"name":"\xed\xa0\xbd\xed\xb8\x80"}', "\U0001f600"),
        (b'\xef\xbb\xbf{"amount":1,"name":"Lan"}', "Lan"),
    ],
)
async def test_half_an_emoji_costs_nothing_else_of_a_body(http: httpx.AsyncClient, content: bytes, name: str) -> None:
    answer = await http.post("/meant", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["name"]) == (200, name)


@pytest.mark.parametrize(
    ("content", "headers", "expected"),
    [
        (b'{"amount":', JSON, (400, "malformed")),
        ('{"amount":1,"name":"Thị"}'.encode("cp1258", "replace") + b"\xff", JSON, (400, "malformed")),
        ('{"amount":1,"name":"Hà"}'.encode("latin-1"), JSON, (400, "malformed")),
        (b"", JSON, (422, "invalid")),
        (b'{"amount":NaN}', JSON, (400, "malformed")),
        (b'{"amount":' + b"1" * 5000 + b"}", JSON, (400, "malformed")),
        (b'{"anything":' + b'{"a":' * 500 + b"1" + b"}" * 501, JSON, (400, "malformed")),
        (b"[" * 100_000, JSON, (400, "malformed")),
        (b'{"amount":"1"}', JSON, (422, "invalid")),
        (b'{"amount":true}', JSON, (422, "invalid")),
        (b'{"amount":1.5}', JSON, (422, "invalid")),
        (b'{"amount":11}', JSON, (422, "invalid")),
        (b'{"amount":1,"state":2}', JSON, (422, "invalid")),
        (b'"text"', JSON, (422, "invalid")),
        (b"amount=1", {"content-type": "application/x-www-form-urlencoded"}, (415, "unsupported-media")),
        (b'{"amount":1,"name":"' + b"a" * 1_100_000 + b'"}', JSON, (413, "too-large")),
    ],
)
async def test_bad_bodies(
    http: httpx.AsyncClient, mint: TokenMint, content: bytes, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = await http.post("/things/1", content=content, headers=mint.citizen("cit_1") | KEY | headers)
    assert seen(answer) == expected


async def test_each_wrong_field_is_named_in_vietnamese(http: httpx.AsyncClient, mint: TokenMint) -> None:
    body = {"amount": 11, "name": "quá dài quá dài quá dài", "role": "admin"}
    answer = await http.post("/things/1", json=body, headers=mint.citizen("cit_1") | KEY)
    assert answer.json()["errors"] == [
        {"field": "amount", "message": "Không được quá 10."},
        {"field": "name", "message": "Không được dài quá 12 ký tự."},
        {"field": "role", "message": "Mục này không được hỗ trợ."},
    ]


async def test_text_is_stored_composed_and_trimmed(http: httpx.AsyncClient, mint: TokenMint) -> None:
    body = {"amount": 1, "name": " Tra\u0302\u0300n "}
    answer = await http.post("/things/1", json=body, headers=mint.citizen("cit_1") | KEY)
    assert answer.json()["name"] == "Trần"


async def test_who_calls_is_asked_first(http: httpx.AsyncClient, mint: TokenMint) -> None:
    assert seen(await http.post("/things/1", json={"amount": 1})) == (401, "unauthenticated")
    assert seen(await http.post("/things/1", json={}, headers={"authorization": "Bearer x"})) == (
        401,
        "unauthenticated",
    )
    assert seen(await http.post("/things/1", json={"amount": 1}, headers=mint.staff("one_stop@1") | KEY))[0] == 403
    assert seen(await http.get("/staff", headers=mint.citizen("cit_1"))) == (403, "forbidden")
    assert seen(await http.get("/staff", headers=mint.staff("specialist@1"))) == (403, "forbidden")
    assert (await http.get("/staff", headers=mint.staff("one_stop@1"))).status_code == 200


@pytest.mark.parametrize("key", [None, "short", "có dấu 12345", "a" * 129])
async def test_a_creation_needs_an_idempotency_key(http: httpx.AsyncClient, mint: TokenMint, key: str | None) -> None:
    headers = httpx.Headers(mint.citizen("cit_1"), encoding="utf-8")
    if key is not None:
        headers["idempotency-key"] = key
    assert seen(await http.post("/things/1", json={"amount": 1}, headers=headers)) == (400, "idempotency-key-missing")


async def test_a_command_is_named_by_caller_route_and_key(http: httpx.AsyncClient, mint: TokenMint) -> None:
    async def command(path: str, who: str, key: str) -> str:
        headers = mint.citizen(who) | {"idempotency-key": key}
        return str((await http.post(path, json={"amount": 1}, headers=headers)).json()["command"])

    first = await command("/things/1", "cit_1", "tap-00000001")
    assert first == await command("/things/1", "cit_1", "tap-00000001")
    assert first != await command("/things/2", "cit_1", "tap-00000001")
    assert first != await command("/things/1", "cit_2", "tap-00000001")
    assert first != await command("/things/1", "cit_1", "tap-00000002")


async def test_pages_follow_one_another_to_the_end(http: httpx.AsyncClient) -> None:
    numbers: list[int] = []
    after: str | None = None
    while True:
        params = {"limit": "7"} | ({"after": after} if after else {})
        answer = (await http.get("/things", params=params)).json()
        numbers += answer["items"]
        if (after := answer["next"]) is None:
            break
    assert numbers == list(range(30))


@pytest.mark.parametrize(
    "after", ["%%%", "bm90IGpzb24", encode_cursor("text"), encode_cursor(1, 2), encode_cursor(2**63 - 1) + "A"]
)
async def test_a_made_up_cursor_is_a_400(http: httpx.AsyncClient, after: str) -> None:
    assert seen(await http.get("/things", params={"after": after})) == (400, "cursor-malformed")


async def test_a_change_says_which_version_it_saw(http: httpx.AsyncClient) -> None:
    assert seen(await http.put("/things/1")) == (428, "precondition-required")
    assert seen(await http.put("/things/1", headers={"if-match": "*"})) == (400, "if-match-malformed")
    assert (await http.put("/things/1", headers={"if-match": '"7"'})).json() == {"version": 7}


async def test_unknown_places_and_methods(http: httpx.AsyncClient) -> None:
    assert seen(await http.get("/nowhere")) == (404, "not-found")
    answer = await http.patch("/things/1")
    assert seen(answer) == (405, "method-not-allowed")
    assert answer.headers["allow"]


async def test_a_database_that_is_down_is_a_503_with_retry_after(http: httpx.AsyncClient) -> None:
    answer = await http.get("/down")
    assert seen(answer) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.slow
async def test_a_defect_of_ours_tells_nothing_to_the_outside(
    http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await http.get("/broken")
    assert seen(answer) == (500, "internal")
    assert "secret" not in answer.text


async def test_the_request_id_is_kept_if_harmless_and_made_if_not(http: httpx.AsyncClient) -> None:
    kept = await http.get("/things", headers={"x-request-id": "mini-app-0001"})
    assert kept.headers["x-request-id"] == "mini-app-0001"
    made = await http.get("/things", headers={"x-request-id": "bad id\t"})
    assert made.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize("path", ["/metrics", "/livez", "/readyz", "/%6detrics", "/Metrics", "/metrics/", "//metrics"])
async def test_what_operators_ask_is_not_answered_here(http: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        answer = await http.request(method, f"http://x{path}")
        assert answer.status_code == 404, method
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_is_rfc_9457_to_the_byte() -> None:
    assert Problem(409, "illegal-step", "T", "D", state="new").body() == (
        b'{"type":"urn:quangngai-smart:problem:illegal-step","title":"T","status":409,"detail":"D","state":"new"}'
    )


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-23T08:00:00"])
def test_a_cursor_beyond_the_calendar_is_a_400(moment: str) -> None:
    with pytest.raises(ServiceError) as refused:
        decode_cursor(encode_cursor(moment), datetime)
    assert problem_of(refused.value).status == 400


@pytest.mark.parametrize(
    ("path", "kept"), [("/meant", 'Bờ "ế"'), ("/written", "Bờ\u00a0“ế\u200b”")], ids=["as meant", "as written"]
)
async def test_texts_are_as_meant_or_where_html_comes_as_written(http: httpx.AsyncClient, path: str, kept: str) -> None:
    answer = await http.post(path, json={"amount": 1, "name": "Bờ\u00a0“e\u0302\u0301\u200b”"})
    assert answer.json() == {"name": kept}


async def test_a_parameter_that_nobody_knows_is_named(http: httpx.AsyncClient) -> None:
    answer = await http.get("/things", params={"limit": "3", "Limit": "4", "stat": "open"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": name, "message": "Mục này không được hỗ trợ."} for name in ("Limit", "stat")
    ]
    assert (await http.get("/things", params={"limit": "3", "after": encode_cursor(4)})).status_code == 200


async def test_a_parameter_stands_once_unless_it_is_a_list(http: httpx.AsyncClient) -> None:
    listed = await http.get("/filtered?state=1&state=2&kind=a&kind=b&q=x")
    assert listed.json() == {"state": [1, 2], "kind": ["a", "b"], "q": "x"}
    twice = await http.get("/filtered?q=x&state=1&q=y")
    assert twice.status_code == 422
    assert twice.json()["errors"] == [{"field": "q", "message": "Chỉ nêu một lần."}]


@pytest.mark.parametrize("content", [b"", b" ", b"{}", b"null"])
async def test_a_step_without_fields_takes_nothing_for_a_body(http: httpx.AsyncClient, content: bytes) -> None:
    answer = await http.put("/things/t1", content=content, headers={"if-match": '"4"'})
    assert answer.json() == {"version": 4}


async def test_a_field_of_a_step_without_fields_is_refused_as_any_other(http: httpx.AsyncClient) -> None:
    answer = await http.put("/things/t1", json={"reason": "x"}, headers={"if-match": '"4"'})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "reason", "message": "Mục này không được hỗ trợ."}]
    broken = await http.put("/things/t1", content=b"{bad", headers={"if-match": '"4"'})
    assert seen(broken) == (400, "malformed")


async def test_a_link_that_is_passed_on_may_gain_parameters(http: httpx.AsyncClient) -> None:
    answer = await http.get("/linked", params={"page": "2", "zarsrc": "30", "utm_source": "zalo"})
    assert answer.json() == {"page": "2"}


async def test_the_root_shows_a_page_that_names_the_service_and_its_interface(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert 'href="/openapi.json"' in page.text
    assert "/" not in (await http.get("/openapi.json")).json()["paths"]


def test_the_first_failure_of_a_route_is_seen() -> None:
    """``increase()`` of Prometheus does not see a count that is born at 1."""
    create_app(title="X", routers=[router])
    first = {"method": "POST", "route": "/things/{id}", "status": "5xx"}
    assert REGISTRY.get_sample_value("http_requests_total", first) == 0
