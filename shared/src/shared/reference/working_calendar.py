"""The working calendar: Monday to Friday, less the days off, plus the make-up days; in sessions, with lunch between.

Pure calculation on the standard library alone: the domain of a service may import this module.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

LONGEST = timedelta(days=50 * 366)
_DAY = timedelta(days=1)
_SATURDAY = 5


class OutsideCalendar(Exception):
    """The day lies in a year whose holidays are not in the data."""


@dataclass(frozen=True)
class Session:
    """A stretch of one working day, in local time."""

    opens: time
    closes: time


@dataclass(frozen=True)
class WorkingCalendar:
    """``days_off`` fall on weekdays, ``make_up_days`` on weekends. Days are days in ``zone``; ``sessions`` in order."""

    first: date
    last: date
    days_off: Set[date]
    make_up_days: Set[date]
    sessions: Sequence[Session]
    zone: tzinfo

    def is_working(self, day: date) -> bool:
        if not self.first <= day <= self.last:
            raise OutsideCalendar(day.isoformat())
        return day in self.make_up_days or (day.weekday() < _SATURDAY and day not in self.days_off)

    def on_or_after(self, day: date) -> date:
        """``day`` if it is worked, else the next that is."""
        while not self.is_working(day):
            day += _DAY
        return day

    def before(self, day: date) -> date:
        """The last working day before ``day``."""
        day -= _DAY
        while not self.is_working(day):
            day -= _DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, which is not counted; with 0, ``on_or_after(day)``."""
        if count == 0:
            return self.on_or_after(day)
        for _ in range(count):
            day = self.on_or_after(day + _DAY)
        return day

    def between(self, after: date, until: date) -> int:
        """Working days from the day after ``after`` to ``until``, both ends as the law counts."""
        return sum(self.is_working(after + _DAY * n) for n in range(1, (until - after).days + 1))

    def later(self, start: datetime, work: timedelta) -> datetime:
        """The moment at which ``work`` has been done since ``start``; out of hours nothing is."""
        day = self.day_of(start)
        while True:
            day = self.on_or_after(day)
            for opens, closes in self._hours(day):
                begins = max(start, opens)
                if begins + work <= closes:
                    return begins + work
                work -= max(closes - begins, timedelta())
            day += _DAY

    def worked(self, start: datetime, stop: datetime) -> timedelta:
        """The working time from ``start`` to ``stop``; none when ``stop`` is not later."""
        first, last = self.day_of(start), self.day_of(stop)
        if first >= last:
            return self._worked_on(first, start, stop) if first == last else timedelta()
        whole_days = self.between(first, last - _DAY)
        ends = self._worked_on(first, start, stop) + self._worked_on(last, start, stop)
        return ends + whole_days * self.day_length

    def _worked_on(self, day: date, start: datetime, stop: datetime) -> timedelta:
        if not self.is_working(day):
            return timedelta()
        spans = (min(stop, closes) - max(start, opens) for opens, closes in self._hours(day))
        return sum((max(span, timedelta()) for span in spans), timedelta())

    @property
    def day_length(self) -> timedelta:
        """Working time of one day."""
        return sum((closes - opens for opens, closes in self._hours(self.first)), timedelta())

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def time_of(self, moment: datetime) -> time:
        return moment.astimezone(self.zone).time()

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.sessions[0].opens, self.zone)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.sessions[-1].closes, self.zone)

    def _hours(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for session in self.sessions:
            yield datetime.combine(day, session.opens, self.zone), datetime.combine(day, session.closes, self.zone)


class CalendarFault(StrEnum):
    """Why a calendar contradicts itself."""

    TOO_LONG = "too_long"
    SESSIONS_OVERLAP = "sessions_overlap"
    DAY_TWICE = "day_twice"
    DAY_OUTSIDE = "day_outside"
    DAY_OFF_ON_WEEKEND = "day_off_on_weekend"
    MAKE_UP_DAY_ON_WEEKDAY = "make_up_day_on_weekday"


class ContradictoryCalendar(Exception):
    """``day`` is the first day that is wrong, where the fault is one of a day."""

    def __init__(self, fault: CalendarFault, day: date | None = None) -> None:
        super().__init__(f"{fault} {day or ''}".rstrip())
        self.fault = fault
        self.day = day


def expect_consistent(
    first: date,
    last: date,
    sessions: Sequence[tuple[time, time]],
    days_off: Sequence[date],
    make_up_days: Sequence[date],
) -> None:
    """Raises ``ContradictoryCalendar``."""
    if last - first > LONGEST:
        raise ContradictoryCalendar(CalendarFault.TOO_LONG)
    hours = [hour for session in sessions for hour in session]
    if sorted({*hours}) != hours:
        raise ContradictoryCalendar(CalendarFault.SESSIONS_OVERLAP)
    named = [*days_off, *make_up_days]
    faults = (
        (CalendarFault.DAY_TWICE, sorted(day for day in {*named} if named.count(day) > 1)),
        (CalendarFault.DAY_OUTSIDE, [day for day in named if not first <= day <= last]),
        (CalendarFault.DAY_OFF_ON_WEEKEND, [day for day in days_off if day.weekday() >= _SATURDAY]),
        (CalendarFault.MAKE_UP_DAY_ON_WEEKDAY, [day for day in make_up_days if day.weekday() < _SATURDAY]),
    )
    for fault, days in faults:
        if days:
            raise ContradictoryCalendar(fault, days[0])
