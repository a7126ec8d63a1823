"""Alerts the offices to due dates that come near or have passed: each once, whatever is restarted.

That the alert was given and the event that carries it are one write to the dossier, against the version that was read.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.metrics import counter
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.alerts import AlertKind
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.use_cases.dossier_events import alert_event

BATCH = 200

_given = counter("dossier_deadline_alerts_total", "Alerts given to offices about a due date", kind=AlertKind)


@dataclass(frozen=True)
class AnnounceDeadlines:
    dossiers: Dossiers
    calendars: Calendars
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        now, given = self.clock.now(), 0
        waiting = await self.dossiers.alerting(now, BATCH)
        for dossier in waiting:
            after = dossier.alerted(now, self.calendars.current)
            if await self.dossiers.save_alert(after, alert_event(after, now)):
                _given.labels(after.given_alerts[-1].kind).inc()
                given += 1
        # A dossier whose outbox is full stays; without progress the next look is in a while.
        return len(waiting) == BATCH and given > 0
