"""How an administrator changes the rows of the working calendar, and which changes are refused."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class CalendarRefusal(StrEnum):
    """Why a change is refused."""

    NO_SUCH_DAY = "no_such_day"
    END_MOVED_BACK = "end_moved_back"


class CalendarChangeRefused(Exception):
    """``day`` is the day that the calendar does not have, where that is the reason."""

    def __init__(self, reason: CalendarRefusal, day: date | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.day = day


def expect_removable(removed: Iterable[date], present: Iterable[date]) -> None:
    """A row that is taken out must be there: else the administrator looks at another calendar than this one.

    Raises ``CalendarChangeRefused``.
    """
    if unknown := {*removed} - {*present}:
        raise CalendarChangeRefused(CalendarRefusal.NO_SUCH_DAY, min(unknown))


def extended(last: date, new_last: date | None) -> date:
    """The last day that is known: due dates may have been given up to it, so it only moves on.

    Raises ``CalendarChangeRefused``.
    """
    if new_last is not None and new_last < last:
        raise CalendarChangeRefused(CalendarRefusal.END_MOVED_BACK)
    return new_last or last
