"""The mini app for browsers: its page, its files, and what the page lets the browser do."""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import cramjam
import httpx
import pytest
import pytest_asyncio

from gateway.api.mini_app.routes import mini_app_routes
from gateway.mini_app import MiniApp
from shared.web import create_app

SIMULATOR = "http://127.0.0.1:8090"
SCRIPT = "app-ABCD.module.js"
TEMPLATE = """{% set drawings = {"file": "M6", "school": "M2"} -%}
<script type="module" src="/app/app-ABCD.module.js"></script><script>hide()</script><style>body{margin:0}</style>
<meta name="zalo-simulator" content="{{ simulator }}">
{% for utility in utilities %}<a href="{{ utility.address }}">{{ utility.label }}</a>{% endfor %}
{% if home %}<script type="application/json" id="home">{{ home | safe }}</script>{% endif %}
"""


def target(path: str | None = None, phone: str | None = None, url: str | None = None) -> dict[str, Any]:
    return {"label": "", "in_development": False, "target": {"screen": None, "path": path, "phone": phone, "url": url}}


HOME = json.dumps(
    {
        "utilities": [
            {**target("/dues"), "label": "Học phí & <b>lệ phí</b>"},
            {**target(phone="1022"), "label": "Gọi"},
            {**target(url="https://quangngai.gov.vn"), "label": "Cổng"},
            {**target(url="javascript:alert(1)"), "label": "Lạ"},
            {**target("/later"), "label": "Chưa có", "in_development": True},
        ],
        "news": [{"title": "</script><script>alert(1)</script>"}],
    },
    ensure_ascii=False,
).encode()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / SCRIPT).write_text("console.log('xin chào');" * 100)
    (tmp_path / "app-config.json").write_text("{}")
    (tmp_path / "index.html").write_text(TEMPLATE)
    return tmp_path


class Home:
    answer: bytes | None = HOME

    async def __call__(self) -> bytes | None:
        return self.answer


@pytest.fixture
def home() -> Home:
    return Home()


@pytest_asyncio.fixture
async def browser(package: Path, home: Home) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(title="Ứng dụng", routers=[mini_app_routes(MiniApp(package, SIMULATOR), home)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        yield client


async def test_a_link_that_was_passed_on_opens_the_page(browser: httpx.AsyncClient) -> None:
    passed_on = await browser.get("/app", params={"zarsrc": "30", "utm_source": "zalo", "x": "1"})
    assert (passed_on.status_code, passed_on.text) == (200, (await browser.get("/app")).text)


async def test_the_page_shows_the_utilities_before_any_script_runs(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/app")
    assert re.findall(r'<a href="([^"]*)">(.*?)</a>', page.text) == [
        ("#/dues", "Học phí &amp; &lt;b&gt;lệ phí&lt;/b&gt;"),
        ("tel:1022", "Gọi"),
        ("https://quangngai.gov.vn", "Cổng"),
        ("#/", "Lạ"),
    ]
    assert page.headers["cache-control"] == "no-cache"


async def test_the_script_finds_in_the_page_what_it_would_ask_for(browser: httpx.AsyncClient) -> None:
    [inside] = re.findall(r'<script type="application/json" id="home">(.*?)</script>', (await browser.get("/app")).text)
    assert json.loads(inside) == json.loads(HOME)


async def test_without_an_answer_there_is_a_page_all_the_same(browser: httpx.AsyncClient, home: Home) -> None:
    home.answer = None
    page = await browser.get("/app")
    assert SCRIPT in page.text
    assert 'id="home"' not in page.text


async def test_the_page_s_policy_allows_no_foreign_script(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/app")
    policy = dict(part.partition(" ")[::2] for part in page.headers["content-security-policy"].split("; "))

    def hashed(text: str) -> str:
        return f"'self' 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == hashed("hide()")
    assert policy["style-src"] == hashed("body{margin:0}")
    assert policy["connect-src"] == f"'self' {SIMULATOR}"
    assert policy["frame-ancestors"] == "'none'"


def test_without_a_simulator_a_page_speaks_to_the_gateway_alone(package: Path) -> None:
    assert "connect-src 'self';" in MiniApp(package).policy
    assert "127.0.0.1" not in MiniApp(package).policy


def test_pictures_come_from_where_the_tiles_of_the_map_are_and_from_nowhere_else(package: Path) -> None:
    tiles = "https://tiles.quangngai.example/{z}/{x}/{y}.png"
    assert "img-src 'self' blob: data: https://tiles.quangngai.example;" in MiniApp(package, tiles=tiles).policy
    assert "img-src 'self' blob: data:;" in MiniApp(package).policy


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


@pytest.mark.parametrize("name", ["nothing.js", "app-config.json", "index.html", ".env"])
async def test_what_is_not_of_the_package_is_not_there(browser: httpx.AsyncClient, name: str) -> None:
    assert (await browser.get(f"/app/{name}")).status_code == 404


async def test_without_a_package_there_is_no_page() -> None:
    app = create_app(title="Ứng dụng", routers=[mini_app_routes(None, Home())])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        assert (await client.get("/app")).status_code == 404
        assert (await client.get(f"/app/{SCRIPT}")).status_code == 404
