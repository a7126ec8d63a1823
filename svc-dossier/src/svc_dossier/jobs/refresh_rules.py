"""Takes in, every few seconds, what officers have changed through another process: no rule is staler than that."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.backoff import Backoff, pause
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import MONGO_RECONNECT

EVERY = 5.0

log = get_logger()


class RefreshRules:
    """``refresh`` reads what is new; until it has once, the process does not know the rules in force."""

    def __init__(self, refresh: Callable[[], Awaitable[None]]) -> None:
        self._refresh = refresh
        self._read = False

    async def check(self) -> None:
        """Raises before they were read."""
        if not self._read:
            raise RuntimeError("rules are not read yet")

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(MONGO_RECONNECT)
        while not stop.is_set():
            try:
                await self._refresh()
            except MONGO_UNAVAILABLE as error:
                log.warning("refresh_rules_waits", error=type(error).__name__)
                await backoff.sleep(stop)
                continue
            self._read = True
            backoff.reset()
            await pause(EVERY, stop)
