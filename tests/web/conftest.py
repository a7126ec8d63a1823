"""One browser for all tests of the mini app, and the folder that keeps its screenshots."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser

from local_stack.repository import LOCAL
from tests.web import chromium


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium.browser() as browser:
        yield browser


_SHOWN = ("home", "procedure", "filing-applicant", "journey-receipt")
_SIZE = (360, 740)
_MARGIN = 20


@pytest.fixture(scope="session")
def pictures() -> Iterator[Path]:
    """Kept after the run, to be looked at; with ``mini-app.png``, the one of the README."""
    folder = LOCAL / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    screens = [folder / f"{name}.png" for name in _SHOWN]
    if all(screen.exists() for screen in screens):
        _side_by_side(screens).save(folder / "mini-app.png", optimize=True)


def _side_by_side(screens: list[Path]) -> Image.Image:
    width, height = _SIZE
    whole = Image.new("RGB", (len(screens) * (width + _MARGIN) + _MARGIN, height + 2 * _MARGIN), "#dbdfd4")
    for number, screen in enumerate(screens):
        with Image.open(screen) as picture:
            whole.paste(picture.convert("RGB").resize(_SIZE), (_MARGIN + number * (width + _MARGIN), _MARGIN))
    return whole
