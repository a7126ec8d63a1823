"""Alerts to the office about a running deadline: one working day before, and when it has passed.

Each once for one due date. A deadline whose morning before lay already behind when the clock started is announced on
the morning of its last day; one that ends on the day it began, only when it has passed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.reference.working_calendar import WorkingCalendar


class AlertKind(StrEnum):
    """The names are those of the events."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Alert:
    """An alert to be given at ``at``, about what is due at ``due_at``."""

    kind: AlertKind
    at: datetime
    due_at: datetime


def next_alert(
    start: datetime, due: datetime | None, given: Collection[Alert], calendar: WorkingCalendar
) -> Alert | None:
    """What comes next for a clock that runs since ``start``; ``given`` are those given before."""
    kinds = {alert.kind for alert in given if alert.due_at == due}
    if due is None or AlertKind.OVERDUE in kinds:
        return None
    soon = None if AlertKind.DUE_SOON in kinds else _soon(start, due, calendar)
    return Alert(AlertKind.DUE_SOON, soon, due) if soon else Alert(AlertKind.OVERDUE, due, due)


def _soon(start: datetime, due: datetime, calendar: WorkingCalendar) -> datetime | None:
    last = calendar.day_of(due)
    mornings = (calendar.opening(calendar.before(last)), calendar.opening(last))
    return next((morning for morning in mornings if morning > start), None)
