"""A part of the stack: a child, and what must be true before others may build on it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from local_stack.child import Child
from local_stack.readiness import Check, until_ready

START_TIMEOUT = 180.0
"""Seconds; a recovering Kafka takes the longest."""

Before = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Part:
    child: Child
    address: str
    is_ready: Check
    before: Before | None = None
    """Done each time before the child starts."""

    async def start(self) -> float:
        """Returns when it is ready, with the seconds that took."""
        began = time.monotonic()
        if self.before:
            await self.before()
        await self.child.start()
        await until_ready(self.child, self.is_ready, START_TIMEOUT)
        return time.monotonic() - began
