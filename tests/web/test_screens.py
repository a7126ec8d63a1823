"""Every screen at phone size: axe finds nothing, text of twice the size fits 320 pixels, and a picture is kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from local_stack.stack import Stack
from tests.journeys.people import Person, World, at
from tests.web.phone import Phone, phone_of

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
    "filing-papers": "/procedures/1.001193/submit?step=7",
    "filing-check": "/procedures/1.001193/submit?step=8",
    "filing-members": "/procedures/1.004222/submit?step=3",
    "dossiers": "/dossiers",
    "progress": "/progress",
    "no-such-dossier": "/progress?code=H48.12-261127-0001",
    "feedback": "/feedback",
    "feedback-new": "/feedback/new",
    "feedback-mine": "/feedback/mine",
    "questions": "/questions",
    "questions-ask": "/questions/ask",
    "questions-mine": "/questions/mine",
    "appointments": "/appointments",
    "appointments-book": "/appointments/book",
    "dues": "/dues",
    "dues-link": "/dues/link",
    "bills": "/bills",
    "stores": "/stores",
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
    "me": "/me",
    "notifications": "/me/notifications",
    "sign-in": "/sign-in",
    "nothing-here": "/nowhere",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def phone(browser: Browser, stack: Stack, pictures: Path) -> AsyncIterator[Phone]:
    async with at(stack.endpoints) as world:
        citizen = await Person.with_zalo(world, "Nguyễn Thị Lan")
        async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
            yield phone


@pytest.mark.journey
@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_can_be_used_by_everybody(phone: Phone, name: str) -> None:
    await phone.open(SCREENS[name])
    await phone.picture(name)
    assert await phone.faults() == []
    await phone.page.set_viewport_size({"width": 320, "height": 640})
    await phone.page.evaluate("document.documentElement.style.fontSize = '32px'")
    try:
        widths = await phone.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1], "a sideways scroll"
        await phone.picture(f"{name}-large")
    finally:
        await phone.page.evaluate("document.documentElement.style.fontSize = ''")
        await phone.page.set_viewport_size({"width": 360, "height": 740})


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
