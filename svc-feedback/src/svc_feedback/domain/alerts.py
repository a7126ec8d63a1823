"""Alerts about a running clock: at 75 % of its time, when it is due, and a working day after that.

Each once for one due moment, in this order. When one comes late (a restart), it is given late, and those that follow
come in their turn: nobody's escalation is skipped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.reference.working_calendar import WorkingCalendar
from svc_feedback.domain.handling import StoodStill, between, later

WARNED_AT = 0.75


class Clock(StrEnum):
    RECEIVE = "receive"
    RESOLVE = "resolve"
    ANSWER = "answer"


class Level(StrEnum):
    """Whom it is for: those who work on it, the coordinators, the head of the agency. An event's name ends so."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class Alert:
    """An alert to be given at ``at`` about ``clock``, which is due at ``due_at``."""

    clock: Clock
    level: Level
    at: datetime
    due_at: datetime


@dataclass(frozen=True)
class RunningClock:
    clock: Clock
    started_at: datetime
    due_at: datetime
    always: bool
    stood_still: Sequence[StoodStill] = ()


def next_alert(running: Collection[RunningClock], given: Collection[Alert], calendar: WorkingCalendar) -> Alert | None:
    """What comes next of all clocks that run; ``given`` are those given before. Raises ``OutsideCalendar``."""
    waiting = [alert for one in running if (alert := _next(one, given, calendar))]
    return min(waiting, key=lambda alert: alert.at, default=None)


def _next(running: RunningClock, given: Collection[Alert], calendar: WorkingCalendar) -> Alert | None:
    levels = {alert.level for alert in given if (alert.clock, alert.due_at) == (running.clock, running.due_at)}
    moments = _moments(running, calendar)
    highest = max((list(Level).index(level) for level in levels), default=-1)
    for level in list(Level)[highest + 1 :]:
        return Alert(running.clock, level, moments[level], running.due_at)
    return None


def _moments(running: RunningClock, calendar: WorkingCalendar) -> Mapping[Level, datetime]:
    always, start, due, still = running.always, running.started_at, running.due_at, running.stood_still
    whole = between(start, due, always=always, calendar=calendar, stood_still=still)
    warned = later(start, whole * WARNED_AT, always=always, calendar=calendar, stood_still=still)
    day = timedelta(days=1) if always else calendar.day_length
    return {
        # Where hardly any working time lies between, the share would be reached after the end.
        Level.DUE_SOON: min(warned, due),
        Level.OVERDUE: due,
        Level.ESCALATED: later(due, day, always=always, calendar=calendar),
    }
