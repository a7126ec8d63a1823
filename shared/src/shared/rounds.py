"""Background work in rounds: every so often, at once again while there is more, and by one process at a time.

A database that is away ends a round, not the task: the next round comes all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from shared.backoff import pause
from shared.leases import Lease, Leases
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, MongoError

LEASE_TTL = timedelta(seconds=60)
"""So long the others wait when the process that held it was killed."""

log = get_logger()


class Rounds:
    """``every``: seconds between two. The lease ``name`` spares several processes the same work; it is no lock."""

    def __init__(self, name: str, every: float, leases: Leases | None = None, ttl: timedelta = LEASE_TTL) -> None:
        self._name = name
        self._every = every
        self._leases = leases
        self._ttl = ttl
        self._lease: Lease | None = None

    async def run(self, do: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
        """Until ``stop``. ``do`` is one round; a true answer means that there is more to do at once."""
        while not stop.is_set():
            try:
                while await do() and not stop.is_set():
                    pass
            except MONGO_UNAVAILABLE as error:
                log.warning("round_not_finished", rounds=self._name, error=type(error).__name__)
            await pause(self._every, stop)
        if self._leases is not None and self._lease is not None:
            with suppress(MongoError):
                await self._leases.release(self._lease)

    async def ours(self) -> bool:
        """Whether this round is ours: nobody else holds the lease, which is taken or prolonged."""
        if self._leases is None:
            return True
        self._lease = await self._leases.acquire(self._name, self._ttl)
        return self._lease is not None
