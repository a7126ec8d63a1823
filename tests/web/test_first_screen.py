"""The first screen on a slow network. What it takes until it can be read is counted here: round trips and bytes. How
long that lasts is measured by ``bench/rows/app.py``.
"""

import html
import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Request, Route, expect

from gateway.mini_app import MiniApp
from local_stack.mini_app import WEB, built_mini_app
from local_stack.stack import Stack
from shared.http_client import outbound
from shared.testing import PATIENCE, eventually
from tests.web.phone import phone_of

PAGE_BYTES = 12_000
"""Packed: a quarter of a second at 400 kbit/s."""
ALL_BYTES = 35_000
"""The first load may have 40,000."""
DRAWN_BY_THE_SCRIPT = ".section"
_TILES = """
Array.from(document.querySelectorAll('.grid a'), tile => {
  const { x, y, width, height } = tile.getBoundingClientRect();
  const drawing = tile.querySelector('path').getAttribute('d');
  return [tile.textContent, tile.getAttribute('href'), drawing, x, y, width, height];
})
"""


async def no_scripts(page: Page) -> None:
    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route("**/*.js", refuse)


def test_a_tile_leads_where_the_app_would_go() -> None:
    """``web/tests/targets.test.mjs`` holds the app to the same list."""
    listed = json.loads((WEB / "tests" / "targets.json").read_text())
    utilities = [{"label": "", "icon": "", "in_development": False, "target": each["target"]} for each in listed]
    page = MiniApp(built_mini_app()).page(json.dumps({"utilities": utilities}).encode())
    [grid] = re.findall(r'<ul class="grid">(.*?)</ul>', page, re.DOTALL)
    assert [html.unescape(found) for found in re.findall(r'href="(.*?)"', grid)] == [each["address"] for each in listed]


@pytest.mark.journey
async def test_the_utilities_can_be_read_before_any_script_has_come(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with outbound(stack.endpoints.gateway, timeout=PATIENCE) as http:
        home = (await http.get("/v1/home")).json()
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await no_scripts(phone.page)
        await phone.page.goto(f"{stack.endpoints.gateway}/app/")
        before = await phone.page.evaluate(_TILES)
        assert [tile[0] for tile in before] == [each["label"] for each in home["utilities"]]
        await phone.picture("home-without-script")
        await phone.page.unroute("**/*.js")
        await phone.page.reload()
        await expect(phone.page.locator(DRAWN_BY_THE_SCRIPT).first).to_be_visible()
        assert await phone.page.evaluate(_TILES) == before, "the script draws the same at the same place"


@pytest.mark.journey
async def test_a_link_to_another_screen_does_not_show_the_first_one_before(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await no_scripts(phone.page)
        await phone.page.goto(f"{stack.endpoints.gateway}/app/#/hotlines")
        await expect(phone.page.locator(".grid")).to_be_hidden()
        await expect(phone.page.get_by_role("link", name="Trợ giúp")).to_be_visible()
        await phone.page.unroute("**/*.js")
        await phone.page.reload()
        await expect(phone.page.get_by_role("heading", name="Đường dây nóng")).to_be_visible()
        await phone.page.get_by_role("button", name="Quay lại").click()
        await expect(phone.page.locator(".grid")).to_be_visible()
        assert phone.page.url.endswith("/app/#/"), "the way back of who came by a link stays in the app"


@pytest.mark.journey
async def test_the_first_screen_takes_two_round_trips_and_few_bytes(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with outbound(stack.endpoints.gateway, timeout=PATIENCE) as http:

        async def came_with_it() -> bool:
            return 'id="home"' in (await http.get("/app/")).text

        await eventually(came_with_it)
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        asked: list[Request] = []
        phone.page.on("request", lambda request: asked.append(request))
        await phone.page.goto(f"{stack.endpoints.gateway}/app/")
        await expect(phone.page.locator(DRAWN_BY_THE_SCRIPT).first).to_be_visible()
        page, *others = [each for each in asked if not each.url.startswith("data:")]
        sizes = [(await each.sizes())["responseBodySize"] for each in (page, *others)]
        assert page.resource_type == "document"
        # A phone opens six connections at most: the seventh file would wait for a round trip more.
        assert [each.resource_type for each in others] == ["script"] * len(others)
        assert len(others) <= 3
        assert sizes[0] < PAGE_BYTES
        assert sum(sizes) < ALL_BYTES
