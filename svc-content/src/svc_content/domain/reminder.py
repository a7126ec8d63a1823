"""“Nhắc tôi”: a citizen wants to be told before a programme begins."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from svc_content.domain.programme import Programme

BEFORE = timedelta(minutes=10)
MAX_OF_CITIZEN = 50


@dataclass(frozen=True)
class Reminder:
    """``remind_at`` is ``None`` once it was given, or is of no use any more."""

    id: str
    version: int
    citizen_id: str
    channel_code: str
    channel_name: str
    title: str
    starts_at: datetime
    remind_at: datetime | None
    made_at: datetime
    place: int | None = None
    """Which of its citizen's ``MAX_OF_CITIZEN`` places it has, until its programme has begun."""


def moment_for(starts_at: datetime, now: datetime) -> datetime | None:
    """When to remind: ``BEFORE`` the programme, at once when it begins sooner; ``None`` when it has begun."""
    if starts_at <= now:
        return None
    return max(starts_at - BEFORE, now)


def given(reminder: Reminder) -> Reminder:
    return replace(reminder, version=reminder.version + 1, remind_at=None)


def replanned(reminder: Reminder, programmes: Iterable[Programme], now: datetime) -> Reminder | None:
    """After the guide of its day was replaced by ``programmes``: moved with its programme, dropped with it.

    ``None`` when nothing changes for it. A programme is known by its title; of several of one day it is the nearest.
    """
    same = [programme for programme in programmes if programme.title == reminder.title]
    nearest = min(same, key=lambda programme: abs(programme.starts_at - reminder.starts_at), default=None)
    if nearest is None:
        return replace(reminder, version=reminder.version + 1, remind_at=None)
    if nearest.starts_at == reminder.starts_at:
        return None
    moment = moment_for(nearest.starts_at, now)
    return replace(reminder, version=reminder.version + 1, starts_at=nearest.starts_at, remind_at=moment)


def revived(reminder: Reminder, remind_at: datetime, now: datetime) -> Reminder | None:
    """To be given at ``remind_at`` after all, because it was dropped and not given; ``None`` where nothing changes."""
    dropped = reminder.remind_at is None and now < reminder.starts_at - BEFORE
    return replace(reminder, version=reminder.version + 1, remind_at=remind_at) if dropped else None
