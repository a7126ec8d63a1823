"""A service's indexes, made as soon as the database is there: one that is down does not stop the start."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from shared.backoff import Backoff
from shared.lifecycle import Task
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import MONGO_RECONNECT

log = get_logger()


class Indexes:
    """``make`` creates all of them, with ``shared.mongo.ensure_indexes``."""

    def __init__(self, make: Callable[[], Awaitable[None]]) -> None:
        self._make = make
        self._made = asyncio.Event()

    async def check(self) -> None:
        """Raises before they are made: without its unique indexes a service is not ready, one could become two."""
        if not self._made.is_set():
            raise RuntimeError("indexes are not made yet")

    async def run(self, stop: asyncio.Event) -> None:
        """The task: make them, then idle until ``stop``."""
        backoff = Backoff(MONGO_RECONNECT)
        while not stop.is_set():
            try:
                await self._make()
            except MONGO_UNAVAILABLE as error:
                log.warning("indexes_wait", error=type(error).__name__)
                await backoff.sleep(stop)
            else:
                self._made.set()
                await stop.wait()

    def before(self, tasks: Mapping[str, Task]) -> Mapping[str, Task]:
        """``tasks``, begun when the indexes are made, for their queries may name them; and the task that makes them."""
        return {"indexes": self.run, **{name: self._after(task) for name, task in tasks.items()}}

    def _after(self, task: Task) -> Task:
        async def run(stop: asyncio.Event) -> None:
            waits = {asyncio.create_task(event.wait()) for event in (self._made, stop)}
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            if self._made.is_set():
                await task(stop)

        return run
