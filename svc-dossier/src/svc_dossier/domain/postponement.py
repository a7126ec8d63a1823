"""A new due date for a dossier that will be late (form 04).

The apology comes at the latest one day before the due date (Nghị định 61/2018/NĐ-CP, Điều 19.9): who is late already
stays late.
"""

from datetime import date, datetime, timedelta
from enum import Enum, auto

from shared.reference.working_calendar import OutsideCalendar, WorkingCalendar
from shared.time_zone import VIETNAM

LONGEST_POSTPONEMENT = timedelta(days=180)


class PostponementRefusal(Enum):
    TOO_LATE = auto()
    """It is the day of the due date, or later."""
    NOT_LATER = auto()
    TOO_FAR = auto()
    NOT_WORKING_DAY = auto()
    OUTSIDE_CALENDAR = auto()


class PostponementRefused(Exception):
    """``due_on`` is the day that was promised before."""

    def __init__(self, reason: PostponementRefusal, due_on: date) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.due_on = due_on


def may_be_postponed(due_at: datetime, at: datetime) -> bool:
    """Whether ``at`` is a day before the one on which it is due."""
    return at.astimezone(VIETNAM).date() < due_at.astimezone(VIETNAM).date()


def postponed_to(due_at: datetime, new_due_on: date, at: datetime, calendar: WorkingCalendar) -> datetime:
    """When the dossier is due after it was postponed ``at``. Raises ``PostponementRefused``."""
    due_on = calendar.day_of(due_at)
    if not may_be_postponed(due_at, at):
        raise PostponementRefused(PostponementRefusal.TOO_LATE, due_on)
    try:
        working = calendar.is_working(new_due_on)
    except OutsideCalendar:
        raise PostponementRefused(PostponementRefusal.OUTSIDE_CALENDAR, due_on) from None
    if new_due_on <= due_on:
        raise PostponementRefused(PostponementRefusal.NOT_LATER, due_on)
    if new_due_on > due_on + LONGEST_POSTPONEMENT:
        raise PostponementRefused(PostponementRefusal.TOO_FAR, due_on)
    if not working:
        raise PostponementRefused(PostponementRefusal.NOT_WORKING_DAY, due_on)
    return calendar.closing(new_due_on)
