"""A service's indexes, made as soon as the database is there: one that is down does not stop the start."""

import asyncio
from collections.abc import Mapping, Sequence

from shared.backoff import Backoff
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, Database, IndexModel, ensure_indexes

log = get_logger()


class Indexes:
    """``declared``: every index, by collection."""

    def __init__(self, database: Database, declared: Mapping[str, Sequence[IndexModel]]) -> None:
        self._database = database
        self._declared = declared
        self._made = False

    async def check(self) -> None:
        """Raises before they are made: without its unique indexes a service is not ready, one could become two."""
        if not self._made:
            raise RuntimeError("indexes are not made yet")

    async def make(self) -> None:
        for collection, indexes in self._declared.items():
            await ensure_indexes(self._database[collection], indexes)
        self._made = True

    async def run(self, stop: asyncio.Event) -> None:
        """The task: make them, then idle until ``stop``."""
        backoff = Backoff(first=0.2, cap=5.0)
        while not stop.is_set():
            try:
                await self.make()
                await stop.wait()
            except MONGO_UNAVAILABLE as error:
                log.warning("indexes_wait", error=type(error).__name__)
                await backoff.sleep(stop)
