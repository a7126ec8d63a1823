"""A citizen's phone: the mini app in a real browser, signed in through the Zalo simulator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from local_stack.endpoints import Endpoints
from tests.journeys.people import Person

SIZE: ViewportSize = {"width": 360, "height": 740}
LONGEST_MS = 20_000


class Phone:
    def __init__(self, context: BrowserContext, page: Page, address: str, pictures: Path) -> None:
        self.context = context
        self.page = page
        self._address = address
        self._pictures = pictures

    async def open(self, path: str) -> None:
        """Goes to a deep link and waits until the screen is there."""
        await self.page.goto(f"{self._address}#{path}")
        await self.ready()

    async def ready(self) -> None:
        await expect(self.page.locator(".loading")).to_have_count(0, timeout=LONGEST_MS)
        await expect(self.page.locator("h1").first).to_be_visible(timeout=LONGEST_MS)

    async def tap(self, name: str) -> None:
        main = self.page.locator("main")
        await main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()

    async def write(self, label: str, text: str) -> None:
        await self.page.get_by_label(label).first.fill(text)

    async def sees(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=LONGEST_MS)

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self._pictures / f"{name}.png")

    async def faults(self) -> list[str]:
        """What axe finds on the screen."""
        found = await Axe().run(self.page)
        return [
            f"{each['id']}: {each['help']}: {[node['html'][:120] for node in each['nodes'][:3]]}"
            for each in found.response["violations"]
        ]


@asynccontextmanager
async def phone_of(
    browser: Browser, endpoints: Endpoints, pictures: Path, person: Person | None
) -> AsyncIterator[Phone]:
    """A phone of its own for ``person``; of nobody in particular without one. Faults of the page end the test."""
    context = await browser.new_context(
        viewport=SIZE, locale="vi-VN", is_mobile=True, has_touch=True, device_scale_factor=2
    )
    if person is not None:
        await context.add_init_script(f"sessionStorage.setItem('simulated-person', '{person.account['user_id']}')")
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.set_default_timeout(LONGEST_MS)
    yield Phone(context, page, f"{endpoints.gateway}/app/", pictures)
    await context.close()
    assert faults == []
