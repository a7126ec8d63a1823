"""The working calendar: Monday to Friday, less the days off, plus the make-up days."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)
_SATURDAY = 5


class OutsideCalendar(Exception):
    """The day lies in a year whose holidays are not in the data."""


@dataclass(frozen=True)
class WorkingCalendar:
    """``days_off`` fall on weekdays, ``make_up_days`` on weekends. Days are days in ``zone``."""

    first: date
    last: date
    days_off: Set[date]
    make_up_days: Set[date]
    closes: time
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

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, self.zone)
