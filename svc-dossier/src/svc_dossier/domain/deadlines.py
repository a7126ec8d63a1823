"""When a result is due, and for how long the office's clock has run.

The day of acceptance is not counted; a period that ends on a day off ends on the next working day (Bộ luật Dân sự 2015,
Điều 147-148). After a supplement the time is counted again from the start (Nghị định 61/2018/NĐ-CP, Điều 19.4), or goes
on with what was left where the procedure says ``PAUSE``. A due date stands from the moment its clock starts: no later
edit of procedure or calendar moves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from shared.reference.working_calendar import WorkingCalendar
from svc_dossier.domain.office_calendar import OfficeCalendar
from svc_dossier.domain.transitions import RUNNING, ClockEffect, State


class Unit(StrEnum):
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


class ClockPolicy(StrEnum):
    RESTART = "RESTART"
    PAUSE = "PAUSE"


@dataclass(frozen=True)
class ProcessingTime:
    """``value`` 0 is the same day; what starts after ``cutoff`` gets one working day more."""

    value: int
    unit: Unit
    cutoff: time | None = None

    @property
    def whole(self) -> timedelta:
        return timedelta(hours=self.value) if self.unit is Unit.WORKING_HOUR else timedelta(days=self.value)


@dataclass(frozen=True)
class Segment:
    """A stretch in which the office's clock ran; ``reason`` is the action that stopped it, ``due_at`` what it promised.

    So whether a dossier was late can be proven from its segments alone, whatever the calendar says later.
    """

    start: datetime
    stop: datetime | None = None
    reason: str | None = None
    due_at: datetime | None = None


def due_at(
    start: datetime, allowed: ProcessingTime, calendar: WorkingCalendar, left: timedelta | None = None
) -> datetime:
    """When the time is up for a clock that starts at ``start`` with ``left`` to go (all of it, where not said).

    Days end at the closing hour of the last; hours run only while the office is open.
    """
    left = allowed.whole if left is None else left
    if allowed.unit is Unit.WORKING_HOUR:
        return calendar.later(start, left)
    day = calendar.day_of(start)
    days = left.days + (allowed.cutoff is not None and calendar.time_of(start) > allowed.cutoff)
    last = calendar.add(day, days) if allowed.unit is Unit.WORKING_DAY else day + timedelta(days=days)
    closing = calendar.closing(calendar.on_or_after(last))
    return closing if closing > start else calendar.closing(calendar.add(day, 1))


def left_at(stop: datetime, due: datetime, unit: Unit, calendar: WorkingCalendar) -> timedelta:
    """What is still to go of a period that ends at ``due`` when its clock stops; the day of the stop is used up."""
    if unit is Unit.WORKING_HOUR:
        return calendar.worked(stop, due)
    stopped, ends = calendar.day_of(stop), calendar.day_of(due)
    days = calendar.between(stopped, ends) if unit is Unit.WORKING_DAY else (ends - stopped).days
    return timedelta(days=max(days, 0))


def run_clock(
    segments: Sequence[Segment],
    effect: ClockEffect,
    at: datetime,
    reason: str,
    *,
    allowed: ProcessingTime | None,
    policy: ClockPolicy,
    calendar: WorkingCalendar,
    postponed_to: datetime | None = None,
) -> tuple[Segment, ...]:
    """The segments after a step with this ``effect`` on the clock; a new one knows what it promises."""
    if effect in (ClockEffect.START, ClockEffect.RESUME):
        if allowed and effect is ClockEffect.RESUME and policy is ClockPolicy.PAUSE and segments:
            return (*segments, Segment(at, due_at=_due_again(at, segments[-1], allowed, calendar)))
        return (*segments, Segment(at, due_at=due_at(at, allowed, calendar) if allowed else None))
    if effect in (ClockEffect.STOP, ClockEffect.POSTPONE) and segments and segments[-1].stop is None:
        stopped = (*segments[:-1], replace(segments[-1], stop=at, reason=reason))
        return stopped if effect is ClockEffect.STOP else (*stopped, Segment(at, due_at=postponed_to))
    return tuple(segments)


def _due_again(at: datetime, paused: Segment, allowed: ProcessingTime, calendar: WorkingCalendar) -> datetime:
    """When it is due after a pause: with the days that were left; of the last one, with its hours."""
    if paused.stop is None or paused.due_at is None:
        return due_at(at, allowed, calendar)
    left = left_at(paused.stop, paused.due_at, allowed.unit, calendar)
    if left or allowed.unit is Unit.WORKING_HOUR:
        return due_at(at, allowed, calendar, left)
    return calendar.closing(calendar.day_of(calendar.later(at, calendar.worked(paused.stop, paused.due_at))))


def overdue(state: State, due: datetime | None, now: datetime) -> bool:
    """The office's time is up while its clock runs. Derived, never stored."""
    return state in RUNNING and due is not None and now > due


def transferred_by(state: State, accepted_at: datetime | None, calendar: OfficeCalendar) -> datetime | None:
    """The time by which it is to be handed to the specialist; ``None`` where that is not what comes next."""
    return calendar.transfer_by(accepted_at) if accepted_at and state is State.ACCEPTED else None


def time_left(state: State, due: datetime | None, now: datetime, calendar: WorkingCalendar) -> timedelta | None:
    """Working time until ``due``, negative when that has passed; ``None`` where no clock runs."""
    if state not in RUNNING or due is None or calendar.day_of(now) > calendar.last:
        return None
    return calendar.worked(now, due) if now <= due else -calendar.worked(due, now)
