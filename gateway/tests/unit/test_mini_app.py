"""The mini app for browsers: its page, its files, and what the page lets the browser do."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import cramjam
import httpx
import pytest
import pytest_asyncio

from gateway.api.mini_app.routes import mini_app_routes
from gateway.mini_app import MiniApp
from shared.web import create_app

SIMULATOR = "http://127.0.0.1:8090"
SCRIPT = "app-ABCD.module.js"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / SCRIPT).write_text("console.log('xin chào');" * 100)
    (tmp_path / "app-EFGH.module.css").write_text("body { margin: 0 }")
    configuration = {
        "app": {"title": "Quảng Ngãi Smart", "headerColor": "#063f49"},
        "listCSS": ["app-EFGH.module.css"],
        "listSyncJS": [SCRIPT],
        "listAsyncJS": [],
    }
    (tmp_path / "app-config.json").write_text(json.dumps(configuration))
    return tmp_path


@pytest_asyncio.fixture
async def browser(package: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(title="Ứng dụng", routers=[mini_app_routes(MiniApp(package, SIMULATOR))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        yield client


async def test_the_page_loads_what_the_configuration_names_and_nothing_from_elsewhere(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/app")
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert loaded == ["data:,", "/app/app-EFGH.module.css", f"/app/{SCRIPT}"]
    assert page.headers["cache-control"] == "no-cache"
    assert "user-scalable" not in page.text  # who sees badly may zoom


async def test_the_page_s_policy_allows_no_foreign_script(browser: httpx.AsyncClient) -> None:
    policy = dict(
        part.partition(" ")[::2] for part in (await browser.get("/app")).headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {SIMULATOR}"
    assert policy["frame-ancestors"] == "'none'"


def test_without_a_simulator_a_page_speaks_to_the_gateway_alone(package: Path) -> None:
    assert "connect-src 'self';" in MiniApp(package).policy
    assert "127.0.0.1" not in MiniApp(package).policy


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
async def test_a_file_never_changes_and_comes_packed(
    browser: httpx.AsyncClient, package: Path, accepted: str, coding: str | None
) -> None:
    async with browser.stream("GET", f"/app/{SCRIPT}", headers={"accept-encoding": accepted}) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    unpacked = {"br": lambda: bytes(cramjam.brotli.decompress(raw)), "gzip": lambda: gzip.decompress(raw)}
    assert unpacked.get(coding or "", lambda: raw)() == (package / SCRIPT).read_bytes()
    assert answer.headers.get("content-encoding") == coding
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["nothing.js", "app-config.json", ".env"])
async def test_what_is_not_of_the_package_is_not_there(browser: httpx.AsyncClient, name: str) -> None:
    assert (await browser.get(f"/app/{name}")).status_code == 404


async def test_without_a_package_there_is_no_page() -> None:
    app = create_app(title="Ứng dụng", routers=[mini_app_routes(None)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        assert (await client.get("/app")).status_code == 404
        assert (await client.get(f"/app/{SCRIPT}")).status_code == 404
