"""An administrator changes the working calendar: a new revision, in force at once. No due date given before moves."""

from dataclasses import dataclass

from pydantic import ValidationError

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, FieldError, Invalid, OutdatedVersion
from shared.events import Event, new_event
from shared.reference.calendar_events import CHANGED, calendar_changed
from shared.refusals import Errors, by_reason, explained
from shared.validation import field_errors
from svc_dossier import SERVICE
from svc_dossier.catalogue.calendar_file import CalendarChange, OfficeCalendarFile, changed
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.calendar_change import CalendarChangeRefused, CalendarRefusal
from svc_dossier.domain.dossier import Party
from svc_dossier.store.calendar_revisions import CalendarRevision, CalendarRevisions
from svc_dossier.use_cases.refresh_calendar import RefreshCalendar


def _wrong(message: str) -> Invalid:
    return Invalid([FieldError("calendar", message)])


_ERRORS: Errors = {
    **by_reason(
        CalendarChangeRefused,
        {
            CalendarRefusal.NO_SUCH_DAY: lambda refused: _wrong(f"Lịch không có ngày {refused.day:%d/%m/%Y} để bỏ."),
            CalendarRefusal.END_MOVED_BACK: lambda _: _wrong("Ngày cuối của lịch chỉ được lùi về sau."),
        },
    ),
    ValidationError: lambda error: Invalid(field_errors(error.errors())),
}


@dataclass(frozen=True)
class ChangeCalendar:
    calendars: Calendars
    revisions: CalendarRevisions
    refresh_calendar: RefreshCalendar
    clock: Clock

    async def __call__(
        self, change: CalendarChange, by: Party, command: Command, seen: int
    ) -> Outcome[CalendarRevision]:
        """The revision that ``command`` made, now or before.

        Raises ``OutdatedVersion`` when another came first, and ``Invalid``.
        """
        if made := await self._made_before(command):
            return made
        await self.refresh_calendar()
        if seen != self.calendars.revision:
            raise OutdatedVersion(current_version=self.calendars.revision)
        file = _changed(self.calendars.file, change)
        revision = CalendarRevision(
            seen + 1, file, change, by.id, self.clock.now(), command.id, command.fingerprint, by.name
        )
        try:
            await self.revisions.add(revision, calendar_event(revision))
        except DuplicateValue:
            if made := await self._made_before(command):
                return made
            raise OutdatedVersion(current_version=seen + 1) from None
        self.calendars.take(revision.number, revision.file)
        return Outcome(revision)

    async def _made_before(self, command: Command) -> Outcome[CalendarRevision] | None:
        found = await self.revisions.made_by(command.id)
        made = command.find_in([found] if found else [])
        return Outcome(made, replayed=True) if made else None


def _changed(file: OfficeCalendarFile, change: CalendarChange) -> OfficeCalendarFile:
    with explained(_ERRORS):
        return changed(file, change)


def calendar_event(revision: CalendarRevision) -> Event:
    """What other services are told of ``revision``: the whole calendar."""
    return new_event(
        CHANGED,
        source=SERVICE,
        subject=str(revision.number),
        version=revision.number,
        at=revision.at,
        payload=calendar_changed(revision.number, revision.file, revision.at),
    )
