"""The app in Zalo's web view: below a bar of Zalo's own, and opened by a message in the middle."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from local_stack.mini_app import PACKAGE
from local_stack.stack import Stack
from tests.web.phone import LONGEST_MS, SIZE

AGENT = (
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Mobile Safari/537.36 Zalo/23.1"
)
NAME = "Quảng Ngãi Smart"


_LINES = """
() => Array.from(document.querySelectorAll('.bar button span, .bar a'), part => {
  const words = document.createRange();
  words.selectNodeContents(part);
  return new Set(Array.from(words.getClientRects(), ({ bottom }) => Math.round(bottom))).size;
})
"""
"""The number of lines that each word of the bar takes."""


@asynccontextmanager
async def web_view(browser: Browser, width: int = SIZE["width"]) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={**SIZE, "width": width}, locale="vi-VN", is_mobile=True, has_touch=True, user_agent=AGENT
    )
    page = await context.new_page()
    page.set_default_timeout(LONGEST_MS)
    yield page
    await context.close()


def test_zalo_s_bar_has_the_name_and_leaves_the_way_back_to_the_app() -> None:
    bar = json.loads((PACKAGE / "app-config.json").read_text())["app"]
    assert (bar["headerTitle"], bar["leftButton"], bar["actionBarHidden"]) == (NAME, "none", False)


@pytest.mark.journey
async def test_the_name_is_shown_once_and_every_step_has_a_way_back_in_words(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with web_view(browser) as page:
        bar, back = page.get_by_role("banner"), page.get_by_role("button", name="Quay lại")
        await page.goto(f"{stack.endpoints.gateway}/app/#/procedures/1.001193")  # from a message: nothing lies before
        await expect(page.locator("h1")).to_have_text("Đăng ký khai sinh")
        await expect(bar.get_by_text(NAME)).to_have_count(0)
        await expect(bar.get_by_text("Quay lại")).to_be_visible()
        await expect(bar.get_by_role("link", name="Trợ giúp")).to_be_visible()
        await page.screenshot(path=pictures / "zalo-procedure.png")
        await back.click()
        await expect(page.get_by_role("link", name="Tra cứu hồ sơ")).to_be_visible()
        await expect(back).to_have_count(0)
        await expect(bar.get_by_text(NAME)).to_have_count(0)
        await page.screenshot(path=pictures / "zalo-home.png")
        for path in ("/guides", "/news", "/hotlines"):
            await page.evaluate("path => { location.hash = path }", path)
            await expect(back).to_be_visible()
        await back.click()
        await expect(page.locator("h1")).to_have_text("Tin tức của tỉnh")


@pytest.mark.journey
async def test_the_bar_has_room_for_both_words_at_the_largest_letters(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with web_view(browser, 320) as page:
        await page.goto(f"{stack.endpoints.gateway}/app/#/hotlines")
        await expect(page.locator("h1")).to_be_visible()
        await page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        assert await page.evaluate("document.documentElement.scrollWidth <= 320")
        await page.screenshot(path=pictures / "zalo-bar-320-200.png")
        assert await page.evaluate(_LINES) == [1, 1]
