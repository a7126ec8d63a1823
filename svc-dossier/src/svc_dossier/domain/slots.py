"""When one may come: the office's sessions cut into slots, each with room for a few people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.reference.working_calendar import WorkingCalendar

REMIND_AT = time(8)
"""When a visitor is reminded, local time of the day before: no message comes at night."""


@dataclass(frozen=True)
class Opening:
    """How an office receives: ``capacity`` people in each ``length``; bookable from ``notice`` to ``days_ahead``."""

    length: timedelta
    capacity: int
    days_ahead: int
    notice: timedelta


@dataclass(frozen=True)
class Slot:
    """``numbers`` are the places in the day's queue: they grow with the hour and are never those of another slot."""

    starts_at: datetime
    ends_at: datetime
    numbers: range


def slots(day: date, calendar: WorkingCalendar, opening: Opening) -> list[Slot]:
    """The slots of ``day``: whole ones only, none across the lunch gap, none on a day off.

    Raises ``OutsideCalendar``.
    """
    found: list[Slot] = []
    if calendar.is_working(day):
        for session in calendar.sessions:
            start = datetime.combine(day, session.opens, calendar.zone)
            closes = datetime.combine(day, session.closes, calendar.zone)
            while start + opening.length <= closes:
                first = len(found) * opening.capacity + 1
                found.append(Slot(start, start + opening.length, range(first, first + opening.capacity)))
                start += opening.length
    return found


def slot_at(moment: datetime, calendar: WorkingCalendar, opening: Opening) -> Slot | None:
    """The slot that begins at ``moment``."""
    day = slots(calendar.day_of(moment), calendar, opening)
    return next((slot for slot in day if slot.starts_at == moment), None)


def bookable(slot: Slot, now: datetime, calendar: WorkingCalendar, opening: Opening) -> bool:
    last = last_bookable_day(calendar.day_of(now), opening)
    return slot.starts_at >= now + opening.notice and calendar.day_of(slot.starts_at) <= last


def last_bookable_day(today: date, opening: Opening) -> date:
    return today + timedelta(days=opening.days_ahead)


def reminder_of(starts_at: datetime, now: datetime, calendar: WorkingCalendar) -> datetime | None:
    """The morning of the day before; ``None`` when that has passed."""
    before = calendar.day_of(starts_at) - timedelta(days=1)
    at = datetime.combine(before, REMIND_AT, calendar.zone)
    return at if at > now else None


def lapse_of(starts_at: datetime, calendar: WorkingCalendar) -> datetime:
    """The midnight that ends the day."""
    return datetime.combine(calendar.day_of(starts_at) + timedelta(days=1), time(), calendar.zone)


Openings = Mapping[str, Opening]
"""The opening of each office, by its id."""
