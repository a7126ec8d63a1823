"""A channel's programme guide (lịch phát sóng): what is on now and next, a day of it, and what is wrong with one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

MAX_OF_DAY = 200
LONGEST = timedelta(hours=24)
MAX_DAYS = 45
"""A file of more days is a mistake: stations announce some weeks."""


class Showing(StrEnum):
    FIRST = "first"
    LIVE = "live"
    REPEAT = "repeat"
    UNKNOWN = "unknown"
    """The station did not say."""


@dataclass(frozen=True, order=True)
class Programme:
    """``ends_at`` lies after ``starts_at``."""

    starts_at: datetime
    ends_at: datetime
    title: str
    showing: Showing = Showing.UNKNOWN
    genre: str = ""
    description: str = ""

    def on(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


class FaultKind(StrEnum):
    OVERLAPS = "overlaps"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Fault:
    """``programme`` cannot stand; ``other`` is the one that it overlaps."""

    kind: FaultKind
    programme: Programme
    other: Programme | None = None


def faults(programmes: Iterable[Programme], zone: tzinfo) -> list[Fault]:
    """Everything that is wrong with one channel's guide, in its order."""
    ordered = sorted(programmes)
    found: list[Fault] = []
    for programme in ordered:
        if programme.ends_at <= programme.starts_at:
            found.append(Fault(FaultKind.ENDS_BEFORE_IT_BEGINS, programme))
        elif programme.ends_at - programme.starts_at > LONGEST:
            found.append(Fault(FaultKind.TOO_LONG, programme))
    found += list(_overlaps([programme for programme in ordered if programme.ends_at > programme.starts_at]))
    for of_day in by_day(ordered, zone).values():
        if len(of_day) > MAX_OF_DAY:
            found.append(Fault(FaultKind.TOO_MANY, of_day[0]))
    return found


def _overlaps(ordered: Sequence[Programme]) -> Iterator[Fault]:
    """Each programme with the one before it that ends last: a long one may overlap several."""
    last: Programme | None = None
    for programme in ordered:
        if last is not None and programme.starts_at < last.ends_at:
            yield Fault(FaultKind.OVERLAPS, programme, last)
        if last is None or programme.ends_at > last.ends_at:
            last = programme


def by_day(programmes: Iterable[Programme], zone: tzinfo) -> dict[date, list[Programme]]:
    """The programmes of each local day: a programme belongs to the one on which it begins."""
    days: dict[date, list[Programme]] = {}
    for programme in sorted(programmes):
        days.setdefault(programme.starts_at.astimezone(zone).date(), []).append(programme)
    return days


@dataclass(frozen=True)
class OnAir:
    now: Programme | None
    next: Programme | None


def on_air(programmes: Iterable[Programme], moment: datetime) -> OnAir:
    ordered = sorted(programmes)
    now = next((programme for programme in ordered if programme.on(moment)), None)
    coming = next((programme for programme in ordered if programme.starts_at > moment), None)
    return OnAir(now, coming)


def closed(starts: Sequence[tuple[datetime, str]], end: datetime) -> list[tuple[datetime, datetime, str]]:
    """Beginnings and titles made into stretches: each lasts until the next one begins, the last one until ``end``.

    Guides printed in newspapers say only when a programme begins.
    """
    ordered = [*sorted(starts), (end, "")]
    return [(begins, ends, title) for (begins, title), (ends, _) in pairwise(ordered)]
