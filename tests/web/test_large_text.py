"""What stays where it is, and whole, however large a person reads."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from local_stack.stack import Stack
from tests.journeys.people import JSON, Person, World, sign_in
from tests.web.phone import phone_of

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
