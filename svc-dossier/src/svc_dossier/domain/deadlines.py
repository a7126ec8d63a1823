"""When a result is due, and for how long the office's clock has run.

The day of acceptance is not counted; a period that ends on a day off ends on the next working day (Bộ luật Dân sự 2015,
Điều 147-148). After a supplement the time is counted again from the start (Nghị định 61/2018/NĐ-CP, Điều 19.4), or goes
on with what was left where the procedure says ``PAUSE``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from svc_dossier.domain.transitions import RUNNING, ClockEffect, State
from svc_dossier.domain.working_days import WorkingCalendar


class Unit(StrEnum):
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


@dataclass(frozen=True)
class Segment:
    """A stretch in which the office's clock ran; ``reason`` is the action that stopped it."""

    start: datetime
    stop: datetime | None = None
    reason: str | None = None


def due_at(start: datetime, allowed: ProcessingTime, calendar: WorkingCalendar, used: int = 0) -> datetime:
    """The closing hour of the last day, when the clock starts at ``start`` and ``used`` days are gone already."""
    day = calendar.day_of(start)
    late = allowed.cutoff is not None and start.astimezone(calendar.zone).time() > allowed.cutoff
    left = max(allowed.value - used, 0) + late
    if allowed.unit is Unit.WORKING_DAY:
        return calendar.closing(calendar.add(day, left))
    return calendar.closing(calendar.on_or_after(day + timedelta(days=left)))


def used(segments: Sequence[Segment], unit: Unit, calendar: WorkingCalendar) -> int:
    """Days that the stopped segments have taken; the day each began is not counted, the day it stopped is."""
    days = 0
    for segment in segments:
        if segment.stop is not None:
            began, ended = calendar.day_of(segment.start), calendar.day_of(segment.stop)
            days += calendar.between(began, ended) if unit is Unit.WORKING_DAY else (ended - began).days
    return days


def run_clock(segments: Sequence[Segment], effect: ClockEffect, at: datetime, reason: str) -> tuple[Segment, ...]:
    """The segments after a step with this ``effect`` on the clock."""
    if effect in (ClockEffect.START, ClockEffect.RESUME):
        return (*segments, Segment(at))
    if effect is ClockEffect.STOP and segments and segments[-1].stop is None:
        return (*segments[:-1], replace(segments[-1], stop=at, reason=reason))
    return tuple(segments)


def due_after(
    effect: ClockEffect,
    segments: Sequence[Segment],
    allowed: ProcessingTime | None,
    policy: ClockPolicy,
    calendar: WorkingCalendar,
) -> datetime | None:
    """The due date once the clock (re)starts with the last of ``segments``; ``None`` where no time is published."""
    if allowed is None:
        return None
    gone = used(segments, allowed.unit, calendar) if effect is ClockEffect.RESUME and policy is ClockPolicy.PAUSE else 0
    return due_at(segments[-1].start, allowed, calendar, gone)


def overdue(state: State, due: datetime | None, now: datetime) -> bool:
    """The office's time is up while its clock runs. Derived, never stored."""
    return state in RUNNING and due is not None and now > due
