"""An officer has read the alerts, up to the newest one that a window showed."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from svc_feedback.store.given_alerts import GivenAlerts


@dataclass(frozen=True)
class ReadAlerts:
    alerts: GivenAlerts
    clock: Clock

    async def __call__(self, staff_id: str, until: datetime) -> datetime:
        """Up to when they are read now: never after this moment, so that none is read before it is given."""
        await self.alerts.read(staff_id, min(until, self.clock.now()))
        return await self.alerts.read_until(staff_id)
