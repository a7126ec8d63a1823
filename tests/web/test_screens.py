"""Every screen at phone size: axe finds nothing, text of twice the size fits 320 pixels, and a picture is kept."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.people import Person, World, sign_in
from tests.web.life import lived
from tests.web.phone import AT_ONCE, SIZE, Phone, phone_of
from tests.web.screens import deep_links

SCREENS = {
    "home": "/",
    "search": "/search",
    "found": "/search?q=khai sinh",
    "nothing-found": "/search?q=zzzzzz",
    "procedure": "/procedures/1.001193",
    "procedure-elsewhere": "/procedures/3.000333",
    "procedure-at-the-counter": "/procedures/2.000815",
    "filing-where": "/procedures/1.001193/submit",
    "filing-applicant": "/procedures/1.001193/submit?step=1",
    "filing-child": "/procedures/1.001193/submit?step=2",
    "filing-mother": "/procedures/1.001193/submit?step=3",
    "filing-father": "/procedures/1.001193/submit?step=4",
    "filing-papers": "/procedures/1.001193/submit?step=papers",
    "filing-check": "/procedures/1.001193/submit?step=check",
    "filing-members": "/procedures/1.004222/submit?step=3",
    "dossiers": "/dossiers",
    "progress": "/progress",
    "no-such-dossier": "/progress?code=H48.12-261127-0001",
    "feedback": "/feedback",
    "feedback-new": "/feedback/new",
    "feedback-mine": "/feedback/mine",
    "feedback-joined": "/feedback/joined",
    "feedback-map": "/feedback/map",
    "feedback-figures": "/feedback/figures",
    "questions": "/questions",
    "questions-ask": "/questions/ask",
    "questions-mine": "/questions/mine",
    "appointments": "/appointments",
    "appointments-book": "/appointments/book",
    "appointments-queue": "/appointments/queue",
    "dues": "/dues",
    "dues-link": "/dues/link",
    "bills": "/bills",
    "stores": "/stores",
    "stores-map": "/stores/map",
    "stores-mine": "/stores/mine",
    "stores-register": "/stores/register",
    "television": "/tv",
    "channel": "/tv/qngtv1",
    "news": "/news",
    "guides": "/guides",
    "guide": "/guides/khai-sinh",
    "agencies": "/agencies",
    "hotlines": "/hotlines",
    "inbox": "/inbox",
    "no-such-message": "/messages/msg_01KAMW3T6V5E2Q1G7Q3Z9S4R8N",
    "no-such-news": "/news/art_01KAMW3T6V5E2Q1G7Q3Z9S4R8N",
    "me": "/me",
    "notifications": "/me/notifications",
    "consents": "/me/consents",
    "sign-in": "/sign-in",
    "nothing-here": "/nowhere",
}
LISTS = (
    "/",
    "/dossiers",
    "/feedback/mine",
    "/questions",
    "/questions/mine",
    "/appointments",
    "/dues",
    "/bills",
    "/stores",
    "/stores/mine",
    "/inbox",
)
"""They look otherwise once there is something on them."""


# A word that does not stand whole on one line, or not on the screen. Vietnamese ones are short; codes are not.
BROKEN_WORDS = r"""
() => {
  const broken = new Set();
  const texts = document.createTreeWalker(document.getElementById('app'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility() || text.parentElement.closest('.sr, option, .map-frame')) continue;
    const words = /(?<![\p{L}\p{M}\d])[\p{L}\p{M}\d]{1,10}(?![\p{L}\p{M}\d])/gu;
    for (const { 0: word, index } of text.data.matchAll(words)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const parts = Array.from(range.getClientRects());
      if (new Set(parts.map(({ top }) => Math.round(top))).size > 1) broken.add(word);
      if (parts.some(({ right }) => right > innerWidth)) broken.add(word);
    }
  }
  return [...broken];
}
"""


OVER_ITS_BOX = """
() => Array.from(document.querySelectorAll('.card, .rows, .notice'))
  .filter(box => box.scrollWidth > box.clientWidth).map(box => box.innerText.slice(0, 40))
"""


# What a finger that lands a little aside would hit: within eight pixels of its neighbour.
TOO_CLOSE = """
() => Array.from(document.querySelectorAll('.bar > * + *, .choice + .choice')).filter(each => {
  const [own, other] = [each, each.previousElementSibling].map(one => one.getBoundingClientRect());
  return Math.max(own.left - other.right, own.top - other.bottom) < 7.5;
}).map(each => each.innerText)
"""


async def faults_of(phone: Phone, name: str, path: str) -> list[str]:
    await phone.open(path)
    await phone.picture(name)
    faults = await phone.faults()
    faults += [f"{words} is too close" for words in await phone.page.evaluate(TOO_CLOSE)]
    await phone.page.set_viewport_size({"width": 320, "height": 640})
    await phone.page.evaluate("document.documentElement.style.fontSize = '32px'")
    scrolls_aside = await phone.scrolls_aside()
    await phone.picture(f"{name}-large")
    if scrolls_aside:
        faults.append("a sideways scroll")
    faults += [f"{word} is broken" for word in await phone.page.evaluate(BROKEN_WORDS)]
    faults += [f"{words} is too close in large letters" for words in await phone.page.evaluate(TOO_CLOSE)]
    faults += [f"{words} runs over its box" for words in await phone.page.evaluate(OVER_ITS_BOX)]
    await phone.page.evaluate("document.documentElement.style.fontSize = ''")
    await phone.page.set_viewport_size(SIZE)
    return faults


@pytest.mark.journey
async def test_every_screen_can_be_used_by_everybody(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Lan")
    await sign_in(citizen)
    assert await faults_on(browser, stack, pictures, citizen, SCREENS) == {}


@pytest.mark.journey
async def test_whoever_has_something_under_way_can_use_every_screen_that_shows_it(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Có Việc")
    links = await deep_links(await lived(citizen, stack, world))
    shown = {path: re.sub(r"\W+", "-", f"own{path}") for path in links if ":" in path or path in LISTS}
    own = {name: links[path] for path, name in shown.items()}
    assert await faults_on(browser, stack, pictures, citizen, own) == {}


async def faults_on(
    browser: Browser, stack: Stack, pictures: Path, citizen: Person, screens: Mapping[str, str]
) -> dict[str, list[str]]:
    """What is wrong on each of the ``screens``, given by the names of their pictures."""
    waiting = list(screens.items())
    found: dict[str, list[str]] = {}

    async def look() -> None:
        async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
            while waiting:
                name, path = waiting.pop(0)
                if faults := await faults_of(phone, name, path):
                    found[name] = faults

    await asyncio.gather(*(look() for _ in range(AT_ONCE)))
    return found


@pytest.mark.journey
async def test_who_is_not_signed_in_is_shown_the_way(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Phạm Văn Mới")
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/dossiers")
        await phone.tap("Đăng nhập")
        await phone.tap(str(citizen.account["name"]))
        await phone.sees("Ông/Bà chưa nộp hồ sơ nào.")
        await phone.open("/me")
        await phone.page.get_by_label("Chữ rất lớn").check()
        await phone.open("/me/notifications")
        await phone.page.get_by_role("checkbox").first.uncheck()
        await phone.tap_first_without_network("Lưu lựa chọn")
        await phone.sees("Đã lưu")
        await phone.page.reload()
        await phone.ready()
        await expect(phone.page.locator("html")).to_have_class("larger")
        await expect(phone.page.get_by_role("checkbox").first).not_to_be_checked()
        await phone.open("/me")
        await phone.tap("Đăng xuất")
        await phone.picture("sign-out")
        assert await phone.faults() == []
        await phone.tap("Đăng xuất và xóa")
        await phone.sees("Kính chào Ông/Bà")
        await phone.open("/dossiers")
        await phone.sees("Đăng nhập")
        assert await phone.page.get_by_text("Ông/Bà chưa nộp hồ sơ nào.").count() == 0
