"""How often, and from where."""

import asyncio
import re
import shutil
from typing import Any

import cramjam
import httpx
import pytest

from gateway.settings import ROUTES
from shared.testing import eventually


def table(tmp_path: Any, **budget: int) -> Any:
    numbers = ", ".join(f"{name}: {value}" for name, value in budget.items())
    names = ("sign_in", "read", "write", "upload", "lookup", "progress", "webhook", "staff", "template")
    rows = "".join(
        f"  {name}: {{{numbers if name in ('read', 'lookup', 'progress') else 'caller: 999, address: 999'}}}\n"
        for name in names
    )
    routes = shutil.copytree(ROUTES, tmp_path / "routes")
    (routes / "budgets.yaml").write_text("budgets:\n" + rows, encoding="utf-8")
    return routes


async def test_a_caller_is_told_where_it_stands_and_when_it_may_come_again(open_gateway: Any, tmp_path: Any) -> None:
    gateway = await open_gateway(routes_dir=table(tmp_path, caller=5, address=100))
    one, other = await gateway.citizen(), await gateway.citizen()
    answers = [await gateway.http.get("/v1/dossiers", headers=one) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0"]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"5"}
    refused = answers[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 12
    assert refused.headers["content-type"] == "application/problem+json"
    assert "giây" in refused.json()["detail"]
    assert (await gateway.http.get("/v1/dossiers", headers=other)).status_code == 200, "others are not held up"
    assert len(gateway.dossier.received) == 6


async def test_an_address_is_limited_and_cannot_talk_its_way_out(open_gateway: Any, tmp_path: Any) -> None:
    gateway = await open_gateway(routes_dir=table(tmp_path, caller=100, address=3))
    statuses = [
        (await gateway.http.get("/v1/procedures", headers={"X-Forwarded-For": f"203.0.113.{n}"})).status_code
        for n in range(5)
    ]
    assert statuses == [200, 200, 200, 429, 429]
    bad_token = {"Authorization": "Bearer rubbish"}
    assert (await gateway.http.get("/v1/dossiers", headers=bad_token)).status_code == 429
    assert (await gateway.http.get("/v1/dossiers", headers=await gateway.citizen())).status_code == 200


async def test_behind_a_trusted_proxy_each_client_counts_alone(open_gateway: Any, tmp_path: Any) -> None:
    gateway = await open_gateway(routes_dir=table(tmp_path, caller=100, address=1), trusted_proxies="127.0.0.0/8")
    for client in ("203.0.113.1", "203.0.113.2", "2001:db8::1"):
        headers = {"X-Forwarded-For": f"10.9.9.9, {client}"}
        statuses = [(await gateway.http.get("/v1/procedures", headers=headers)).status_code for _ in range(2)]
        assert statuses == [200, 429]


async def test_looking_things_up_has_a_daily_end(open_gateway: Any, tmp_path: Any) -> None:
    gateway = await open_gateway(routes_dir=table(tmp_path, caller=100, address=100, daily=3))
    headers = await gateway.citizen()
    answers = await asyncio.gather(*(gateway.http.get(f"/v1/dossiers/dos_{n}", headers=headers) for n in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [429] * 3
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["type"] == "urn:quangngai-smart:problem:daily-quota-used"
    assert refused.json()["err"] == -117, "what the official template looks for"
    assert 0 < int(refused.headers["retry-after"]) <= 24 * 3600
    assert (await gateway.http.get("/v1/dossiers/dos_9", headers=await gateway.citizen())).status_code == 200


async def test_whoever_looks_up_codes_without_an_account_counts_by_address(open_gateway: Any, tmp_path: Any) -> None:
    gateway = await open_gateway(routes_dir=table(tmp_path, caller=100, address=100, daily=2))
    codes = [f"000.01.99.H48-261123-{n:04d}" for n in range(4)]
    answers = [await gateway.http.get("/v1/dossier-progress", params={"code": code}) for code in codes]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert answers[-1].json()["err"] == -117


@pytest.mark.parametrize("origin", ["https://h5.zdn.vn", "zbrowser://h5.zdn.vn", "http://localhost:3000"])
async def test_the_mini_app_may_call(open_gateway: Any, origin: str) -> None:
    gateway = await open_gateway(cors_origins="http://localhost:3000")
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = await gateway.http.options("/v1/dossiers", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers.get_list("access-control-allow-origin") == [origin]
    assert preflight.headers["access-control-allow-methods"] == "GET, POST"
    for needed in ("authorization", "content-type", "idempotency-key", "if-match"):
        assert needed in preflight.headers["access-control-allow-headers"].lower()
    assert gateway.dossier.received == []

    for path in ("/v1/procedures", "/v1/me", "/v1/nowhere", "/v1/dossiers", "/openapi.json"):
        answer = await gateway.http.get(path, headers={"Origin": origin})
        assert answer.headers.get_list("access-control-allow-origin") == [origin], path
        assert "origin" in answer.headers["vary"].lower()
        assert "RateLimit-Remaining" in answer.headers["access-control-expose-headers"]
        assert "Date" in answer.headers["access-control-expose-headers"]  # phones whose clock is wrong


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://h5.zdn.vn.evil.example", "http://h5.zdn.vn", "null", "https://h5.zdn.vn:8443"],
)
async def test_another_page_may_not(gateway: Any, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight: httpx.Response = await gateway.http.options("/v1/dossiers", headers=asked)
    assert preflight.status_code == 403
    assert "access-control-allow-origin" not in preflight.headers
    answer = await gateway.http.get("/v1/procedures", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers


async def test_the_key_set_and_the_interface_are_for_everybody(gateway: Any) -> None:
    keys = await gateway.http.get("/.well-known/jwks.json")
    (key,) = keys.json()["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "EdDSA", "sig")
    assert "max-age" in keys.headers["cache-control"]

    document = (await gateway.http.get("/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    assert {"/v1/auth/zalo", "/v1/me", "/v1/staff/grants"} <= set(document["paths"])
    page = await gateway.http.get("/docs")
    assert page.headers.get_list("x-content-type-options") == ["nosniff"]
    assert page.headers["content-type"].startswith("text/html")
    assert document["paths"]["/v1/auth/zalo"]["post"]["summary"] == "Đăng nhập bằng mã truy cập Zalo của ứng dụng"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for path in re.findall(r'src="([^"]+)"', page.text):
        for encoding in ("gzip", "identity"):
            file = await gateway.http.get(path, headers={"Accept-Encoding": encoding})
            assert file.status_code == 200
            assert file.headers["content-type"].startswith("text/javascript")
            assert "immutable" in file.headers["cache-control"]
            assert file.headers.get("content-encoding", "identity") == encoding
            assert b"createApiReference" in file.content
        async with gateway.http.stream("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"}) as smaller:
            packed = b"".join([piece async for piece in smaller.aiter_raw()])
        assert smaller.headers["content-encoding"] == "br"
        assert b"createApiReference" in bytes(cramjam.brotli.decompress(packed))
    assert (await gateway.http.get("/docs/scalar-0.js")).status_code == 404


async def test_the_interface_holds_what_the_services_say_and_outlives_them(open_gateway: Any) -> None:
    gateway = await open_gateway()
    operation = {"summary": "Danh sách thủ tục", "responses": {"200": {"description": "OK"}}}
    gateway.dossier.document = {
        "openapi": "3.1.0",
        "paths": {"/v1/procedures": {"get": operation}, "/x": {"get": operation}},
    }
    document = (await gateway.http.get("/openapi.json")).json()
    assert document["paths"]["/v1/procedures"]["get"]["summary"] == "Danh sách thủ tục"
    assert "/x" not in document["paths"]
    gateway.dossier.document = {}


async def test_there_is_no_interface_without_a_part(open_gateway: Any) -> None:
    """A client made from it would lack paths for good."""
    gateway = await open_gateway()
    gateway.notify.document = ["no document"]
    refused = await gateway.http.get("/openapi.json")
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:quangngai-smart:problem:interface-incomplete")
    assert "svc-notify" in refused.json()["detail"]
    assert int(refused.headers["retry-after"]) > 0
    gateway.notify.document = {"openapi": "3.1.0", "paths": {}}

    async def status() -> int:
        return int((await gateway.http.get("/openapi.json")).status_code)

    assert await eventually(status, want=lambda answer: answer != 503) == 200


async def test_who_opens_the_gateways_address_is_sent_to_its_documentation(gateway: Any) -> None:
    front = await gateway.http.get("/")
    assert (front.status_code, front.headers["location"]) == (307, "/docs")
    assert (await gateway.http.get("/", follow_redirects=True)).headers["content-type"].startswith("text/html")
