"""Each morning at seven the digest of the day before, once, whatever is restarted; a missed morning is made up for."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from shared.clock import Clock
from shared.leases import Lease, Leases
from shared.logs import get_logger
from shared.mongo import MongoError
from svc_notify import metrics
from svc_notify.domain.digest import days_in_question, days_to_make
from svc_notify.store.digests import Digests
from svc_notify.store.erasures import Erasures
from svc_notify.use_cases.make_digest import MakeDigest

EVERY = 30.0
LEASE = "daily_digest"
LEASE_TTL = timedelta(minutes=2)

log = get_logger()


class DailyDigest:
    """Measures, in the same round, the erasures whose proof has not come."""

    def __init__(self, make: MakeDigest, digests: Digests, erasures: Erasures, leases: Leases, clock: Clock) -> None:
        self._make = make
        self._digests = digests
        self._erasures = erasures
        self._leases = leases
        self._clock = clock
        self._lease: Lease | None = None

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.make_due()
                await self.measure()
            except MongoError as error:  # also: a new database has no indexes yet
                log.warning("daily_digest_waits", error=type(error).__name__)
            try:
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            except TimeoutError:
                pass
        if self._lease is not None:
            with suppress(MongoError):
                await self._leases.release(self._lease)

    async def make_due(self) -> int:
        """How many digests were due, if the lease is ours."""
        self._lease = await self._leases.acquire(LEASE, LEASE_TTL)
        if self._lease is None:
            return 0
        now = self._clock.now()
        days = days_to_make(now, await self._digests.made(days_in_question(now)))
        for day in days:
            await self._make(day)
        return len(days)

    async def measure(self) -> None:
        count, oldest = await self._erasures.open_since()
        metrics.erasures_open.set(count)
        metrics.oldest_erasure.set((self._clock.now() - oldest).total_seconds() if oldest else 0)
