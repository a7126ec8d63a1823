"""Takes in a change of the working calendar that another process has made."""

from dataclasses import dataclass

from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.store.calendar_revisions import CalendarRevisions


@dataclass(frozen=True)
class RefreshCalendar:
    calendars: Calendars
    revisions: CalendarRevisions

    async def __call__(self) -> None:
        if newer := await self.revisions.newer_than(self.calendars.revision):
            self.calendars.take(newer.number, newer.file)
