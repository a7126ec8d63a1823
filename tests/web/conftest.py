"""One browser for all tests of the mini app, and the folder that keeps its screenshots."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from local_stack.repository import LOCAL
from tests.web import chromium


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium.browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Kept after the run, to be looked at."""
    folder = LOCAL / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
