"""A service's indexes, made as soon as the database is there: one that is down does not stop the start."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.backoff import Backoff
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE

log = get_logger()


class Indexes:
    """``make`` creates all of them, with ``shared.mongo.ensure_indexes``."""

    def __init__(self, make: Callable[[], Awaitable[None]]) -> None:
        self._make = make
        self._made = False

    async def check(self) -> None:
        """Raises before they are made: without its unique indexes a service is not ready, one could become two."""
        if not self._made:
            raise RuntimeError("indexes are not made yet")

    async def run(self, stop: asyncio.Event) -> None:
        """The task: make them, then idle until ``stop``."""
        backoff = Backoff(first=0.2, cap=5.0)
        while not stop.is_set():
            try:
                await self._make()
            except MONGO_UNAVAILABLE as error:
                log.warning("indexes_wait", error=type(error).__name__)
                await backoff.sleep(stop)
            else:
                self._made = True
                await stop.wait()
