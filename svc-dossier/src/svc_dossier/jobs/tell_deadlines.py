"""Tells the offices of due dates that come near or have passed: each once, whatever is restarted.

That it was told and the event that tells it are one write to the dossier, against the version that was read. The lease
only spares several workers the same work.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

from prometheus_client import Counter, Gauge

from shared.clock import Clock
from shared.leases import Lease, Leases
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, MongoError
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.use_cases.desk import alert_event_of

EVERY = 15.0
BATCH = 200
LEASE = "tell_deadlines"
LEASE_TTL = timedelta(seconds=60)
COUNTED = 10_000

log = get_logger()

_told = Counter("dossier_deadline_alerts_total", "Offices told of a due date", ["kind"])
_waiting = Gauge("dossier_deadline_alerts_waiting", "Due dates of which an office is still to be told")


class TellDeadlines:
    def __init__(self, dossiers: Dossiers, calendars: Calendars, leases: Leases, clock: Clock) -> None:
        self._dossiers = dossiers
        self._calendars = calendars
        self._leases = leases
        self._clock = clock
        self._lease: Lease | None = None

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                while await self.tell() and not stop.is_set():
                    pass
            except MONGO_UNAVAILABLE as error:
                log.warning("tell_deadlines_waits", error=type(error).__name__)
            try:
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            except TimeoutError:
                pass

        if self._lease is not None:
            with suppress(MongoError):
                await self._leases.release(self._lease)

    async def tell(self) -> bool:
        """One batch, if the lease is ours; whether there may be more."""
        self._lease = await self._leases.acquire(LEASE, LEASE_TTL)
        if self._lease is None:
            return False
        now = self._clock.now()
        waiting = await self._dossiers.alerting(now, BATCH)
        _waiting.set(await self._dossiers.count_alerting(now, COUNTED))
        told = 0
        for dossier in waiting:
            after = dossier.alerted(now, self._calendars.current)
            if await self._dossiers.save_alert(after, alert_event_of(after, now)):
                _told.labels(after.told[-1].kind).inc()
                told += 1
        # A dossier whose outbox is full stays; without progress the next look is in a while.
        return len(waiting) == BATCH and told > 0
