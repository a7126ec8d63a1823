"""Each morning at seven the digest of the day before, once, whatever is restarted; a missed morning is made up for."""

import asyncio

from shared.clock import Clock
from shared.leases import Leases
from shared.periodic import PeriodicTask
from svc_notify import metrics
from svc_notify.domain.digest import days_in_question, days_to_make
from svc_notify.store.digests import Digests
from svc_notify.store.erasures import Erasures
from svc_notify.use_cases.make_digest import MakeDigest

EVERY = 30.0


class DailyDigest:
    """Measures, in the same run, the erasures whose proof has not come."""

    def __init__(self, make: MakeDigest, digests: Digests, erasures: Erasures, leases: Leases, clock: Clock) -> None:
        self._make = make
        self._digests = digests
        self._erasures = erasures
        self._clock = clock
        self._periodic = PeriodicTask("daily_digest", EVERY, leases)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.look, stop)

    async def look(self) -> None:
        await self.make_due()
        await self.measure()

    async def make_due(self) -> int:
        """How many digests were due, if the lease is ours."""
        if not await self._periodic.holds_lease():
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
