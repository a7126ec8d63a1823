"""The working calendar: Monday to Friday, less the days off, plus the make-up days; in sessions, with lunch between."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

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
    """``days_off`` fall on weekdays, ``make_up_days`` on weekends. Days are days in ``zone``; ``sessions`` in order.

    What is accepted after ``transfer_cutoff`` is handed on the next working morning; papers that are wanting are asked
    for ``supplement_within`` so many working days.
    """

    first: date
    last: date
    days_off: Set[date]
    make_up_days: Set[date]
    sessions: Sequence[Session]
    transfer_cutoff: time
    supplement_within: int
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

    def transfer_by(self, accepted: datetime) -> datetime:
        """When a dossier accepted then is handed to the specialist at the latest: the same day, or, after the cutoff
        or on a day off, the next working morning (Nghị định 61/2018/NĐ-CP, Điều 18)."""
        day = self.day_of(accepted)
        if self.is_working(day) and self.time_of(accepted) <= self.transfer_cutoff:
            return self.closing(day)
        return datetime.combine(self.on_or_after(day + _DAY), self.sessions[0].closes, self.zone)

    def supplement_by(self, accepted: datetime) -> datetime:
        """Until when the specialist may ask for a supplement (Nghị định 61/2018/NĐ-CP, Điều 19.4)."""
        return self.closing(self.add(self.day_of(accepted), self.supplement_within))

    def _hours(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for session in self.sessions:
            yield datetime.combine(day, session.opens, self.zone), datetime.combine(day, session.closes, self.zone)
