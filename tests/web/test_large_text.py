"""What stays where it is, and whole, however large a person reads."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from local_stack.stack import Stack
from tests.journeys.people import JSON, Person, World, sign_in
from tests.web.life import lived
from tests.web.phone import phone_of
from tests.web.screens import deep_links

_BAR = """
size => {
  document.documentElement.style.fontSize = size;
  const at = element => element?.getBoundingClientRect();
  const help = at(document.querySelector('.bar a[href$="/hotlines"]'));
  const words = document.createRange();
  words.selectNodeContents(document.querySelector('.bar .place span'));
  const name = at(words);
  return {
    help: [Math.round(help.left), Math.round(help.right)],
    name: name.width > 0 && name.right <= help.left,
    logo: at(document.querySelector('.bar .place img')).width > 0,
  };
}
"""
_SCROLLED = """
() => {
  document.documentElement.classList.add("larger");
  (document.querySelector("main").scrollHeight > 740 ? document.querySelector("main") : window).scrollBy(0, 700);
  const isSeen = ({ top, bottom }) => top >= 0 && bottom <= innerHeight;
  return [".bar", ".tabs"].map(part => isSeen(document.querySelector(part).getBoundingClientRect()));
}
"""
_LONGER_THAN_ITS_WINDOW = """
size => {
  document.documentElement.className = size;
  return document.scrollingElement.scrollHeight > innerHeight;
}
"""
SIZES = ((360, ""), (360, "135%"), (360, "200%"), (320, "135%"), (320, "200%"))


@pytest.mark.journey
async def test_the_help_is_at_the_same_place_and_the_province_is_named(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Lan")
    await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        for width, size in SIZES:
            await phone.page.set_viewport_size({"width": width, "height": 640})
            seen: dict[str, JSON] = {}
            for path in ("/", "/dossiers", "/me"):
                await phone.open(path)
                seen[path] = await phone.page.evaluate(_BAR, size)
                await phone.picture(f"bar-{width}-{size or '100%'}-{path.strip('/') or 'home'}")
            assert len({str(bar["help"]) for bar in seen.values()}) == 1, (width, size, seen)
            assert all(bar["name"] for bar in seen.values()), (width, size, seen)
            assert seen["/"]["logo"], (width, size, seen)


@pytest.mark.journey
async def test_with_the_largest_letters_of_the_app_help_and_tabs_stay_while_one_scrolls(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        for width in (360, 320):
            await phone.page.set_viewport_size({"width": width, "height": 740})
            for path in ("/", "/hotlines", "/news"):
                await phone.open(path)
                assert await phone.page.evaluate(_SCROLLED) == [True, True], (width, path)
        await phone.picture("scrolled-larger")


@pytest.mark.journey
async def test_no_screen_scrolls_away_as_a_whole(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Cuộn")
    links = await deep_links(await lived(citizen, stack, world))
    longer = []
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/")
        for width, size in ((360, "normal"), (360, "larger"), (320, "larger")):
            await phone.page.set_viewport_size({"width": width, "height": 640})
            for path in links.values():
                await phone.turn_to(path)
                if await phone.page.evaluate(_LONGER_THAN_ITS_WINDOW, size):
                    longer.append((width, size, path))
        await phone.turn_to("/me/notifications")
        await phone.picture("notifications-320-larger")
    assert longer == []
