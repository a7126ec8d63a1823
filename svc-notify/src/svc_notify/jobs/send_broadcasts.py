"""Goes on with every broadcast that has something to do. The lease spares several workers the same work."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from shared.clock import Clock
from shared.leases import Lease, Leases
from shared.logs import get_logger
from shared.mongo import MongoError
from svc_notify import metrics
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.plan_broadcast import PlanBroadcast

EVERY = 0.5
"""A stop is heard within this."""
LEASE = "send_broadcasts"
LEASE_TTL = timedelta(seconds=30)

log = get_logger()


class SendBroadcasts:
    def __init__(self, broadcasts: Broadcasts, plan: PlanBroadcast, leases: Leases, clock: Clock) -> None:
        self._broadcasts = broadcasts
        self._plan = plan
        self._leases = leases
        self._clock = clock
        self._lease: Lease | None = None

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                while await self.go_on() and not stop.is_set():
                    pass
            except MongoError as error:  # also: a new database has no indexes yet
                log.warning("send_broadcasts_waits", error=type(error).__name__)
            try:
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            except TimeoutError:
                pass
        if self._lease is not None:
            with suppress(MongoError):
                await self._leases.release(self._lease)

    async def go_on(self) -> bool:
        """One piece of work for each, if the lease is ours; whether there is more to do at once."""
        due = await self._broadcasts.due(self._clock.now())
        metrics.broadcasts_due.set(len(due))
        if not due:
            return False
        self._lease = await self._leases.acquire(LEASE, LEASE_TTL)
        if self._lease is None:
            return False
        more = [await self._plan(broadcast, progress) for broadcast, progress in due]
        return any(more)
