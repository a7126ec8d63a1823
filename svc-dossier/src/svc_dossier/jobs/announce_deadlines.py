"""Alerts the offices to due dates that come near or have passed: each once, whatever is restarted.

That the alert was given and the event that carries it are one write to the dossier, against the version that was read.
The lease only spares several workers the same work.
"""

import asyncio

from prometheus_client import Counter

from shared.clock import Clock
from shared.leases import Leases
from shared.metrics import MeasuredGauge
from shared.periodic import PeriodicTask
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.use_cases.dossier_events import alert_event

EVERY = 15.0
BATCH = 200
COUNTED = 10_000

_given = Counter("dossier_deadline_alerts_total", "Alerts given to offices about a due date", ["kind"])
_waiting = MeasuredGauge("dossier_deadline_alerts_waiting", "Due dates to which an office is still to be alerted")


class AnnounceDeadlines:
    def __init__(self, dossiers: Dossiers, calendars: Calendars, leases: Leases, clock: Clock) -> None:
        self._dossiers = dossiers
        self._calendars = calendars
        self._clock = clock
        self._periodic = PeriodicTask("announce_deadlines", EVERY, leases)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.announce, stop)

    async def announce(self) -> bool:
        """One batch, if this process holds the lease; whether there may be more. Whoever holds it, all measure."""
        now = self._clock.now()
        _waiting.set(await self._dossiers.count_alerting(now, COUNTED))
        if not await self._periodic.holds_lease():
            return False
        waiting = await self._dossiers.alerting(now, BATCH)
        given = 0
        for dossier in waiting:
            after = dossier.alerted(now, self._calendars.current)
            if await self._dossiers.save_alert(after, alert_event(after, now)):
                _given.labels(after.given_alerts[-1].kind).inc()
                given += 1
        # A dossier whose outbox is full stays; without progress the next look is in a while.
        return len(waiting) == BATCH and given > 0
