"""Looks again for dossiers whose code an upstream system knew before we did; finishes what a crash left unjudged."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from prometheus_client import Gauge

from shared.clock import Clock
from shared.leases import Lease, Leases
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, MongoError
from shared.problem import Problem
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.use_cases.hear_upstream import HearUpstream

EVERY = 15.0
BATCH = 200
LEASE = "retry_upstream"
LEASE_TTL = timedelta(seconds=60)

log = get_logger()

_waiting = Gauge("dossier_upstream_unknown_due", "Statuses to judge again that the last look found due (to a batch)")


class RetryUpstream:
    def __init__(self, statuses: UpstreamStatuses, hear: HearUpstream, leases: Leases, clock: Clock) -> None:
        self._statuses = statuses
        self._hear = hear
        self._leases = leases
        self._clock = clock
        self._lease: Lease | None = None

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.retry()
            except MONGO_UNAVAILABLE as error:
                log.warning("retry_upstream_waits", error=type(error).__name__)
            try:
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            except TimeoutError:
                pass
        if self._lease is not None:
            with suppress(MongoError):
                await self._leases.release(self._lease)

    async def retry(self) -> None:
        """One batch, if the lease is ours, in the order in which they were said."""
        self._lease = await self._leases.acquire(LEASE, LEASE_TTL)
        if self._lease is None:
            return
        due = await self._statuses.to_retry(self._clock.now(), BATCH)
        _waiting.set(len(due))
        for told in sorted(due, key=lambda told: told.said_at):
            with suppress(Problem):  # it keeps changing: the next look
                await self._hear(told)
