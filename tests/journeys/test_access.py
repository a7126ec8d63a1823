"""Every route of the gateway's table, against the services behind it and against who should not pass."""

import itertools
import re
from typing import Any

import httpx
import pytest
import pytest_asyncio
import yaml

from local_stack.stack import Stack
from shared.ids import random_id
from tests.guards.sources import ROOT
from tests.journeys.people import Person, World, at, call, sign_in

ROUTES: list[dict[str, Any]] = [
    {"service": file.stem, **route}
    for file in sorted((ROOT / "gateway/src/gateway/routes").glob("*.yaml"))
    for route in yaml.load(file.read_text(), yaml.CSafeLoader).get("routes", ())
]
METHODS = [(method, route) for route in ROUTES for method in route["methods"]]
NAMED = [f"{method} {route['path']}" for method, route in METHODS]


def shape(path: str) -> re.Pattern[str]:
    """What a template matches: other templates included."""
    return re.compile(re.sub(r"\\\{[^/]*\\\}", "[^/]+", re.escape(path)))


def example(path: str) -> str:
    return re.sub(r"\{[^/]*\}", random_id("dos"), path)


@pytest.mark.journey
async def test_the_table_and_the_services_name_the_same_routes(stack: Stack, world: World) -> None:
    for service in sorted({route["service"] for route in ROUTES} - {"gateway"}):
        document = (await call(world.zalo, "GET", f"{stack.endpoints.services[service]}/openapi.json", 200)).json()
        offered = [(method.upper(), path) for path, operations in document["paths"].items() for method in operations]
        listed = [(method, route["path"]) for method, route in METHODS if route["service"] == service]
        for method, path in offered:
            assert any(method == m and shape(p).fullmatch(path) for m, p in listed), f"{method} {path} is not routed"
        for method, path in listed:
            assert any(method == m and shape(path).fullmatch(p) for m, p in offered), f"{method} {path} leads nowhere"


OPERATIONS = ("/metrics", "/livez", "/readyz")


@pytest.mark.journey
@pytest.mark.parametrize("service", sorted({route["service"] for route in ROUTES}))
async def test_what_operators_ask_is_answered_on_no_port_that_serves_others(
    stack: Stack, world: World, service: str
) -> None:
    public, operations = stack.endpoints.services[service], stack.endpoints.operations[service]
    for path in OPERATIONS:
        assert (await call(world.zalo, "GET", f"{operations}{path}", 200)).text
        for method, way in itertools.product(("GET", "POST"), (path, f"{path}?x=1")):
            answer = await call(world.zalo, method, f"{public}{way}", 404)
            assert answer.headers["content-type"] == "application/problem+json"
        for otherwise in (f"/%{ord(path[1]):x}{path[2:]}", f"/{path}", f"{path}/"):
            answer = await world.zalo.get(httpx.URL(public, raw_path=otherwise.encode()), follow_redirects=True)
            assert answer.status_code in (400, 404), otherwise
            assert answer.headers["content-type"] == "application/problem+json"
    for path in ("/v1/procedures", "/openapi.json", "/docs"):
        await call(world.zalo, "GET", f"{operations}{path}", 404)


@pytest.mark.journey
async def test_the_merged_openapi_document_holds_every_route(world: World) -> None:
    document = (await call(world.gateway, "GET", "/openapi.json", 200)).json()
    assert document["openapi"].startswith("3.1")
    shown = [(method.upper(), path) for path, operations in document["paths"].items() for method in operations]
    for method, route in METHODS:
        if route["path"] in (
            "/",
            "/openapi.json",
            "/docs",
            "/docs/{asset}",
            "/app",
            "/app/{file}",
            "/.well-known/jwks.json",
        ):
            continue
        assert any(method == m and shape(route["path"]).fullmatch(p) for m, p in shown), f"{method} {route['path']}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def token(stack: Stack) -> str:
    """One citizen's, for all routes."""
    async with at(stack.endpoints) as world:
        citizen = await sign_in(await Person.with_zalo(world, "Người Dân"))
    return str(citizen.tokens["access_token"])


@pytest.mark.journey
@pytest.mark.parametrize(("method", "route"), METHODS, ids=NAMED)
async def test_who_is_not_meant_does_not_pass(world: World, token: str, method: str, route: dict[str, Any]) -> None:
    path = example(route["path"])
    body: dict[str, Any] = {"json": {}} if method in ("POST", "PATCH", "PUT") else {}
    anonymous = await world.gateway.request(method, path, **body)
    if route["who"] == "public":
        assert anonymous.status_code < 500
        return
    if route["who"] == "webhook":  # signed by nobody, or from a system that was never connected
        assert anonymous.status_code in (401, 404)
        assert anonymous.headers["content-type"] == "application/problem+json"
        return
    assert anonymous.status_code == 401
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": random_id("tap")}
    seen = await world.gateway.request(method, path, headers=headers, **body)
    if route["who"].startswith("staff:"):
        assert seen.status_code == 403
    else:
        assert seen.status_code < 500
        # Nothing of anybody is found by a made-up id.
        assert seen.status_code != 200 or "{" not in route["path"]
    if seen.status_code >= 400:
        assert seen.headers["content-type"] == "application/problem+json"


HOSTILE: list[tuple[str, bytes, str]] = [
    ("malformed JSON", b'{"procedure_code":', "application/json"),
    ("not an object", b"[]", "application/json"),
    ("unknown field", b'{"state": 10}', "application/json"),
    ("wrong types", b'{"procedure_code": 1, "agency_id": [], "form": "x", "documents": {}}', "application/json"),
    ("deep nesting", b'{"form":' + b'{"a":' * 5000 + b"1" + b"}" * 5001, "application/json"),
    ("lone surrogate", b'{"procedure_code":"\\ud800"}', "application/json"),
    ("not UTF-8", b'{"procedure_code":"\xff"}', "application/json"),
    ("huge number", b'{"form":{"so_ban_sao":' + b"9" * 400 + b"}}", "application/json"),
    ("NUL in a text", b'{"procedure_code":"1.001193","agency_id":"21025","form":{"a":"\\u0000"}}', "application/json"),
    (
        "operator as a name",
        b'{"procedure_code":"1.001193","agency_id":"21025","form":{"$where":"1"}}',
        "application/json",
    ),
    ("a form of a browser", b"procedure_code=1.001193", "application/x-www-form-urlencoded"),
    ("too large", b'{"form":"' + b"a" * 1_200_000 + b'"}', "application/json"),
]


@pytest.mark.journey
@pytest.mark.parametrize(("content", "media_type"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
async def test_hostile_filings_get_a_clear_answer_and_leave_nothing(
    world: World, content: bytes, media_type: str
) -> None:
    citizen = await sign_in(await Person.with_zalo(world, "Người Dân"))
    headers = {
        "Authorization": f"Bearer {citizen.tokens['access_token']}",
        "Idempotency-Key": random_id("tap"),
        "Content-Type": media_type,
    }
    answer = await world.gateway.post("/v1/dossiers", content=content, headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["title"]
    assert problem["detail"]
    assert (await citizen.get("/v1/dossiers")).json()["items"] == []
