"""A citizen's phone: the mini app in a real browser, signed in through the Zalo simulator."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, ViewportSize, expect

from local_stack.endpoints import Endpoints
from tests.journeys.clip import clip
from tests.journeys.people import Person
from tests.journeys.scan import scanned_page

# In the page itself: a screen is there in the moment it is drawn, and no question about it crosses to the browser.
_WALK = """
async paths => {
  const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const screens = [];
  for (const path of paths) {
    const end = performance.now() + 15000;
    const moved = new Promise(done => addEventListener('hashchange', done, { once: true }));
    const before = location.hash;
    location.hash = path;
    if (location.hash !== before) await moved;
    const main = document.querySelector('main');
    const headed = () => main.querySelector('h1')?.textContent.trim();
    const waits = () => main.querySelector('.loading, [aria-busy=true]') || !headed();
    do await drawn(); while (waits() && performance.now() < end);
    const ways = [...main.querySelectorAll('.notice.bad a, .notice.bad button')].filter(way => way.checkVisibility());
    const words = main.innerText.trim();
    screens.push({ path, stuck: Boolean(waits()), words, ways: ways.map(way => way.innerText.trim()) });
  }
  return screens;
}
"""

_KEPT = """
words => new Promise(done => {
  const opening = indexedDB.open('mini-app', 1);
  opening.onsuccess = () => {
    const found = [];
    const all = opening.result.transaction('kept').objectStore('kept');
    all.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return done(found);
      if (String(cursor.value).includes(words)) found.push(String(cursor.key));
      cursor.continue();
    };
  };
})
"""

SIZE: ViewportSize = {"width": 360, "height": 740}
LONGEST_MS = 20_000
AT_ONCE = 3
"""Phones that look at many screens together: more would wait for each other on two cores."""


@dataclass(frozen=True)
class Drawn:
    """A screen as it stands once nothing more is fetched: its words, and the ways out that a refusal offers."""

    path: str
    stuck: bool
    words: str
    ways: list[str]


async def typed(field: Locator, text: str) -> None:
    """Key by key, as people write: a field that is drawn anew in between loses the focus, and what is typed next."""
    await field.fill("")
    await field.focus()
    await field.page.keyboard.type(text)
    await expect(field).to_be_focused()


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

    async def turn_to(self, path: str) -> None:
        """Goes to a screen inside the app, which is not loaded anew: that needs no network."""
        await self.page.evaluate("path => { location.hash = path }", path)
        await self.ready()

    async def walk(self, paths: Iterable[str]) -> list[Drawn]:
        """Goes from screen to screen inside the app."""
        return [Drawn(**each) for each in await self.page.evaluate(_WALK, list(paths))]

    @asynccontextmanager
    async def without_network(self) -> AsyncIterator[None]:
        await self.context.set_offline(True)
        yield
        await self.context.set_offline(False)

    @asynccontextmanager
    async def held(self, path: str, method: str = "POST") -> AsyncIterator[None]:
        """What asks for ``path`` meanwhile gets its answer only afterwards."""
        released = asyncio.Event()

        async def wait(route: Route) -> None:
            if route.request.method == method:
                await released.wait()
            await route.continue_()

        await self.page.route(f"**{path}", wait)
        yield
        released.set()

    async def refuses(self, path: str, wrong: dict[str, str]) -> None:
        """Let what is sent to ``path`` be refused from now on: what is wrong, by the gateway's field."""
        errors = [{"field": field, "message": message} for field, message in wrong.items()]
        problem = {"title": "Thông tin chưa hợp lệ", "detail": "Xin xem lại.", "errors": errors}

        async def refuse(route: Route) -> None:
            await route.fulfill(status=422, json=problem, content_type="application/problem+json")

        await self.page.route(f"**{path}", refuse)

    async def answers_late(self, path: str) -> None:
        """Let what is read at ``path`` come half a second late from now on."""

        async def late(route: Route) -> None:
            await asyncio.sleep(0.5)
            await route.continue_()

        await self.page.route(f"**{path}", late)

    async def kept(self, words: str) -> list[str]:
        """The names under which the phone keeps something with ``words`` in it, whosever it is."""
        found: list[str] = await self.page.evaluate(_KEPT, words)
        return found

    async def tap_first_without_network(self, words: str) -> None:
        """Taps, reads that there is no network, and taps again when there is."""
        async with self.without_network():
            await self.tap(words)
            await self.sees("Chưa có mạng")
        await self.tap(words)

    async def agree_to_publish(self) -> None:
        await self.page.get_by_label("Được, không ghi tên tôi").check()

    async def choose(self, label: str, words: str) -> None:
        """The entry of a list that has ``words`` in it."""
        field = self.page.get_by_label(label)
        value = await field.locator("option", has_text=words).first.get_attribute("value", timeout=LONGEST_MS)
        await field.select_option(value)

    async def find(self, label: str, typed: str, words: str) -> None:
        """Finds an entry of a long list by a few letters, and taps it."""
        field = self.page.locator(".field", has=self.page.get_by_label(label))
        await field.get_by_role("searchbox").fill(typed)
        await field.get_by_label(words).check()

    async def photograph(self, at: int = 0) -> None:
        """Takes a photo with the ``at``-th camera field of the screen."""
        chooser = self.page.locator("input[type=file]").nth(at)
        before = await self.page.locator(".photo img").count()
        await chooser.set_input_files({"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": scanned_page()})
        await expect(self.page.locator(".photo img")).to_have_count(before + 1)

    async def film(self) -> None:
        """Records a video with the video field of the screen."""
        recorder = self.page.locator("input[type=file][capture]").last
        await recorder.set_input_files({"name": "phim.webm", "mimeType": "video/webm", "buffer": clip()})
        await expect(self.page.locator("#video .photo img")).to_have_count(1)

    async def ready(self) -> None:
        await expect(self.page.locator(".loading, [aria-busy=true]")).to_have_count(0, timeout=LONGEST_MS)
        await expect(self.page.locator("h1").first).to_be_visible(timeout=LONGEST_MS)

    async def tap(self, name: str) -> None:
        main = self.page.locator("main")
        await main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()

    async def tap_twice(self, name: str) -> None:
        """Tap twice, as people do who are used to a mouse."""
        await self.page.locator("main").get_by_role("button", name=name).first.dblclick()

    async def write(self, label: str, text: str) -> None:
        await typed(self.page.get_by_label(label).first, text)

    def group(self, name: str) -> Locator:
        """Questions that belong together, among others on the same screen."""
        return self.page.get_by_role("group", name=name)

    async def write_day(self, within: Locator, day: str) -> None:
        """The first date of it: 2/11/2026."""
        for label, number in zip(("Ngày", "Tháng", "Năm"), day.split("/"), strict=True):
            await typed(within.get_by_label(label, exact=True).first, number)

    async def sees(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=LONGEST_MS)

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self._pictures / f"{name}.png")

    async def scrolls_aside(self) -> bool:
        parts = "[document.documentElement, document.querySelector('main')]"
        wide = f"{parts}.some(each => each.scrollWidth > each.clientWidth)"
        return bool(await self.page.evaluate(wide))

    async def faults(self) -> list[str]:
        """What axe finds on the screen."""
        found = await Axe().run(self.page, options={"rules": {"target-size": {"enabled": True}}})
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
    assert not faults, "\n".join(faults)
