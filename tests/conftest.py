"""A whole stack on free ports: ``stack`` is shared by the tests that only use it, chaos tests start their own.

It has no limits by caller: all requests come from a few people at one address.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from local_stack.errors import StackError
from local_stack.mini_app import built_mini_app
from local_stack.stack import Stack
from tests.journeys.people import World, at


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    environment = {"GATEWAY_LIMIT_SHARE": "1000000", **_mini_app()}
    async with Stack(tmp_path_factory.mktemp("stack"), environment=environment) as stack:
        yield stack


def _mini_app() -> dict[str, str]:
    """The mini app, built. Only tests/web needs it, and says so when that failed; other journeys run all the same."""
    try:
        return {"GATEWAY_MINI_APP_DIR": str(built_mini_app())}
    except StackError:
        return {}


@pytest_asyncio.fixture(loop_scope="session")
async def world(stack: Stack) -> AsyncIterator[World]:
    async with at(stack.endpoints) as world:
        yield world
