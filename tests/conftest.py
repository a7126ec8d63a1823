"""A whole stack on free ports: ``stack`` is shared by the tests that only use it, chaos tests start their own.

It has no limits by caller: all requests come from a few people at one address.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from local_stack.stack import Stack
from tests.journeys.people import World, at


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    environment = {"GATEWAY_LIMIT_SHARE": "1000000"}
    async with Stack(tmp_path_factory.mktemp("stack"), environment=environment) as stack:
        yield stack


@pytest_asyncio.fixture(loop_scope="session")
async def world(stack: Stack) -> AsyncIterator[World]:
    async with at(stack.endpoints) as world:
        yield world
