"""The four classes of handling and how long each may take (public-services 3.4).

Working periods count working hours and stand still at night, at noon and on days off; those of an emergency run on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.reference.working_calendar import WorkingCalendar


class HandlingClass(StrEnum):
    EMERGENCY = "emergency"
    IMMEDIATE = "immediate"
    NORMAL = "normal"
    COMPLEX = "complex"


@dataclass(frozen=True)
class Period:
    """``hours`` and ``days`` together. ``always``: on the clock of the wall; else in working hours and working days."""

    hours: float = 0
    days: int = 0
    always: bool = False

    def after(self, start: datetime, calendar: WorkingCalendar, stood_still: Sequence["StoodStill"] = ()) -> datetime:
        """When the period that begins at ``start`` is over. Raises ``OutsideCalendar``."""
        return later(start, self._length(calendar), always=self.always, calendar=calendar, stood_still=stood_still)

    def _length(self, calendar: WorkingCalendar) -> timedelta:
        day = timedelta(days=1) if self.always else calendar.day_length
        return timedelta(hours=self.hours) + self.days * day


@dataclass(frozen=True)
class HandlingTimes:
    """``receive``: until a person has read it. ``resolve``: until the result is approved."""

    receive: Period
    resolve: Period

    @property
    def always(self) -> bool:
        return self.resolve.always


HandlingTable = Mapping[HandlingClass, HandlingTimes]


@dataclass(frozen=True)
class StoodStill:
    """A time in which no clock ran, as the citizen was asked for something."""

    start: datetime
    stop: datetime


def later(
    start: datetime,
    span: timedelta,
    *,
    always: bool,
    calendar: WorkingCalendar,
    stood_still: Sequence[StoodStill] = (),
) -> datetime:
    """When ``span`` has run since ``start``; the times in which the clock stood still follow one another."""
    for still in stood_still:
        ran = between(start, still.start, always=always, calendar=calendar)
        if span <= ran:
            break
        start, span = still.stop, span - ran
    return start + span if always else calendar.later(start, span)


def between(
    start: datetime,
    stop: datetime,
    *,
    always: bool,
    calendar: WorkingCalendar,
    stood_still: Sequence[StoodStill] = (),
) -> timedelta:
    """The time that counts from ``start`` to ``stop``; none when ``stop`` is not later."""
    counted = max(stop - start, timedelta()) if always else calendar.worked(start, stop)
    for still in stood_still:
        counted -= between(max(start, still.start), min(stop, still.stop), always=always, calendar=calendar)
    return counted
