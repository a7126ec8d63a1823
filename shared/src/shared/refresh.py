"""Takes into this process, every few seconds, what was changed through another one."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.backoff import Backoff, pause
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import MONGO_RECONNECT

log = get_logger()


class Refresh:
    """``refresh`` reads what is new, ``every`` seconds; until it has once, the process does not know what it serves."""

    def __init__(self, refresh: Callable[[], Awaitable[None]], every: float) -> None:
        self._refresh = refresh
        self._every = every
        self._read = False

    async def check(self) -> None:
        """Raises before it was read."""
        if not self._read:
            raise RuntimeError("not read yet")

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(MONGO_RECONNECT)
        while not stop.is_set():
            try:
                await self._refresh()
            except MONGO_UNAVAILABLE as error:
                log.warning("refresh_waits", error=type(error).__name__)
                await backoff.sleep(stop)
                continue
            self._read = True
            backoff.reset()
            await pause(self._every, stop)
