"""Tells the offices of due dates that come near or have passed: each once, whatever is restarted.

That it was told and the event that tells it are one write to the dossier, against the version that was read. The lease
only spares several workers the same work.
"""

import asyncio

from prometheus_client import Counter, Gauge

from shared.clock import Clock
from shared.leases import Leases
from shared.periodic import PeriodicTask
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.use_cases.desk import alert_event_of

EVERY = 15.0
BATCH = 200
COUNTED = 10_000

_told = Counter("dossier_deadline_alerts_total", "Offices told of a due date", ["kind"])
_waiting = Gauge("dossier_deadline_alerts_waiting", "Due dates of which an office is still to be told")


class TellDeadlines:
    def __init__(self, dossiers: Dossiers, calendars: Calendars, leases: Leases, clock: Clock) -> None:
        self._dossiers = dossiers
        self._calendars = calendars
        self._clock = clock
        self._periodic = PeriodicTask("tell_deadlines", EVERY, leases)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.tell, stop)

    async def tell(self) -> bool:
        """One batch, if the lease is ours; whether there may be more."""
        if not await self._periodic.holds_lease():
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
