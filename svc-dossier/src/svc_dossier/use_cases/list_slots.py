"""When one may come to an office, and where places are left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import Clock
from shared.reference.working_calendar import OutsideCalendar
from shared.refusals import explained
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.booking import expect_offered_day
from svc_dossier.domain.slots import Slot, bookable, slots
from svc_dossier.store.appointments import Appointments
from svc_dossier.use_cases.find_office import FindOffice
from svc_dossier.use_cases.refusals import booking_errors


@dataclass(frozen=True)
class FreeSlot:
    starts_at: datetime
    ends_at: datetime
    free: int


@dataclass(frozen=True)
class SlotsOfDay:
    """``slots`` are those that can still be booked; none on a day off, where ``working`` is false."""

    day: date
    working: bool
    slots: Sequence[FreeSlot]


@dataclass(frozen=True)
class ListSlots:
    appointments: Appointments
    find_office: FindOffice
    calendars: Calendars
    clock: Clock

    async def __call__(self, office_id: str, since: date | None, days: int) -> list[SlotsOfDay]:
        """``days`` days from ``since`` (today, where not said), as far as the calendar is known.

        Raises ``NotFound``, or ``Invalid`` for a day that nobody can book.
        """
        opening, now, calendar = self.find_office(office_id).opening, self.clock.now(), self.calendars.current
        today = calendar.day_of(now)
        first = since or today
        with explained(booking_errors(opening)):
            expect_offered_day(first, today, opening)
        wanted = [first + timedelta(days=n) for n in range(days)]
        taken = await self.appointments.taken(office_id, [day.isoformat() for day in wanted])

        def shown() -> Iterator[SlotsOfDay]:
            for day in wanted:
                found = slots(day, calendar, opening)
                free = [_free(slot, taken[day.isoformat()]) for slot in found if bookable(slot, now, calendar, opening)]
                yield SlotsOfDay(day, bool(found), free)

        return list(_within_calendar(shown()))


def _within_calendar(found: Iterator[SlotsOfDay]) -> Iterator[SlotsOfDay]:
    """Up to the first day whose holidays are not known."""
    try:
        yield from found
    except OutsideCalendar:
        return


def _free(slot: Slot, taken: set[int]) -> FreeSlot:
    return FreeSlot(slot.starts_at, slot.ends_at, sum(number not in taken for number in slot.numbers))
