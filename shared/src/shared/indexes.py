"""A service's indexes, made as soon as the database is there: one that is down does not stop the start."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from socket import socket
from typing import Any

from prometheus_client import Gauge

from shared.backoff import Backoff, pause
from shared.lifecycle import Task
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, in_one_line
from shared.schedules import MONGO_RECONNECT
from shared.schema import DatabaseWaits
from shared.server import Serve

_database_waits = Gauge("database_waits", "1 while the database needs a person before the process may work with it")

LOOK_EVERY = 10.0
"""How long a process runs on, at the most, on a database that another release has made its own."""

log = get_logger()


class Indexes:
    """``make`` creates all of them, with ``shared.mongo.ensure_indexes``. ``look`` sees later whether the database may
    still be used. Both raise ``CannotRun`` where the process must stop, and ``DatabaseWaits`` where a person must do
    something first, by a command of ``program`` (``python -m svc_x``).
    """

    def __init__(self, make: Callable[[], Awaitable[None]], look: Callable[[], Awaitable[None]], program: str) -> None:
        self._make = make
        self._look = look
        self._program = program
        self._made = asyncio.Event()
        self._checked = asyncio.Event()
        self._waits: DatabaseWaits | None = None

    @property
    def made(self) -> bool:
        return self._made.is_set()

    @property
    def waits(self) -> bool:
        """Whether the database needs a person before this process may work with it."""
        return self._waits is not None

    def serving(self, serve: Serve) -> Serve:
        """``serve``, begun when the database was checked: a process that takes over another's listening socket leaves
        requests to that one until then."""

        async def begin(app: Any, listening: socket, close: asyncio.Event) -> None:
            await _first_of(self._checked, close)
            await serve(app, listening, close)

        return begin

    async def check(self) -> None:
        """Raises before they are made: without its unique indexes a service is not ready, one could become two."""
        if not self._made.is_set():
            raise RuntimeError("indexes are not made yet")

    async def check_prepared(self) -> None:
        """Raises while the database waits for a person."""
        if self._waits is not None:
            raise self._waits

    async def run(self, stop: asyncio.Event) -> None:
        """The task: make them, then look until ``stop`` whether the database may still be used.

        Raises ``CannotRun``, and once they were made ``DatabaseWaits``: the process ends, and its next start waits.
        """
        backoff = Backoff(MONGO_RECONNECT)
        while not stop.is_set():
            try:
                await self._make()
            except MONGO_UNAVAILABLE as error:
                self._checked.set()
                log.warning("indexes_wait", error=in_one_line(error))
                await backoff.sleep(stop)
            except DatabaseWaits as waits:
                if str(waits) != str(self._waits):
                    log.warning("database_waits", reason=str(waits), run=f"{self._program} {waits.command}")
                self._waits = waits
                _database_waits.set(1)
                self._checked.set()
                await backoff.sleep(stop)
            else:
                self._waits = None
                _database_waits.set(0)
                self._made.set()
                self._checked.set()
                await self._keep_looking(stop)

    async def _keep_looking(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await pause(LOOK_EVERY, stop)
            try:
                await self._look()
            except MONGO_UNAVAILABLE:  # what needs it says so
                continue

    def before(self, tasks: Mapping[str, Task]) -> Mapping[str, Task]:
        """``tasks``, begun when the indexes are made, for their queries may name them; and the task that makes them."""
        return {"indexes": self.run, **{name: self._after(task) for name, task in tasks.items()}}

    def _after(self, task: Task) -> Task:
        async def run(stop: asyncio.Event) -> None:
            await _first_of(self._made, stop)
            if self._made.is_set():
                await task(stop)

        return run


async def _first_of(*events: asyncio.Event) -> None:
    waits = {asyncio.create_task(event.wait()) for event in events}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
