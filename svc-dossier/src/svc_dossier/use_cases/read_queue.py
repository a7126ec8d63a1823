"""How far today's queue of an office is."""

from dataclasses import dataclass

from shared.clock import Clock
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.store.appointments import Appointments


@dataclass(frozen=True)
class OfficeQueue:
    """``now_served`` is the number called last; ``waiting`` how many are still to be called."""

    day: str
    now_served: int | None
    waiting: int


@dataclass(frozen=True)
class ReadQueue:
    appointments: Appointments
    calendars: Calendars
    clock: Clock

    async def __call__(self, office_id: str) -> OfficeQueue:
        day = self.calendars.current.day_of(self.clock.now()).isoformat()
        now_served = await self.appointments.now_served(office_id, day)
        return OfficeQueue(day, now_served, await self.appointments.waiting(office_id, day))
