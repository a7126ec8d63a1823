"""“Nhắc tôi”: a citizen wants to be told before a programme begins."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.text import fold
from svc_content.domain.programme import Programme

BEFORE = timedelta(minutes=10)
RENAMED_WITHIN = timedelta(hours=2)
ACROSS_MIDNIGHT = timedelta(hours=3)
"""How far a programme may be moved into another day and still be the same."""
MAX_OF_CITIZEN = 50


@dataclass(frozen=True)
class Reminder:
    """``remind_at``: when the citizen is told, of a programme that begins, or that it is no longer in the guide;
    ``None`` once they were told, or where it is of no use any more.
    """

    id: str
    version: int
    citizen_id: str
    channel_code: str
    channel_name: str
    title: str
    starts_at: datetime
    remind_at: datetime | None
    made_at: datetime
    in_guide: bool = True
    place: int | None = None
    """Which of its citizen's ``MAX_OF_CITIZEN`` places it has, until its programme has begun."""


def moment_for(starts_at: datetime, now: datetime) -> datetime | None:
    """When to remind: ``BEFORE`` the programme, at once when it begins sooner; ``None`` when it has begun."""
    if starts_at <= now:
        return None
    return max(starts_at - BEFORE, now)


def given(reminder: Reminder) -> Reminder:
    return replace(reminder, version=reminder.version + 1, remind_at=None)


def of_guide(reminder: Reminder, programmes: Iterable[Programme]) -> Programme | None:
    """What ``reminder`` is of, among ``programmes``: those of its day, and those near to it across midnight.

    A programme is known by its title; one that was renamed, by a title that says more or less of the same, within
    ``RENAMED_WITHIN``. Of several it is the nearest.
    """

    def distance(programme: Programme) -> timedelta:
        return abs(programme.starts_at - reminder.starts_at)

    candidates = list(programmes)
    same = [programme for programme in candidates if programme.title == reminder.title]
    renamed = [
        programme
        for programme in candidates
        if distance(programme) <= RENAMED_WITHIN and _alike(programme.title, reminder.title)
    ]
    return min(same or renamed, key=distance, default=None)


def _alike(one: str, other: str) -> bool:
    first, second = fold(one), fold(other)
    return first in second or second in first


def replanned(reminder: Reminder, programmes: Iterable[Programme], now: datetime) -> Reminder | None:
    """The reminder after a guide was replaced: with its programme it moves, leaves the guide, and comes back.

    ``None`` when nothing changes for it. What has left the guide keeps its moment: until then it may come back, as when
    a station sends its days one by one, and then the citizen is told that it has not.
    """
    programme = of_guide(reminder, programmes)
    if programme is None:
        return replace(reminder, version=reminder.version + 1, in_guide=False) if reminder.in_guide else None
    if reminder.in_guide and (programme.starts_at, programme.title) == (reminder.starts_at, reminder.title):
        return None
    return _of(reminder, programme, now)


def revived(reminder: Reminder, programme: Programme, now: datetime) -> Reminder | None:
    """The reminder, now of ``programme``, which stands where its own has left the guide; ``None`` where nothing
    changes.
    """
    return None if reminder.in_guide else _of(reminder, programme, now)


def _of(reminder: Reminder, programme: Programme, now: datetime) -> Reminder:
    return replace(
        reminder,
        version=reminder.version + 1,
        title=programme.title,
        starts_at=programme.starts_at,
        remind_at=moment_for(programme.starts_at, now),
        in_guide=True,
    )
