"""Pushes about one subject within 60 seconds are coalesced into one.

The first goes at once. What follows within 60 seconds of it is held until they are over; then the latest of them goes
and supersedes the others, which stay in the inbox. So one dossier pushes at most once in 60 seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

COALESCING_WINDOW = timedelta(seconds=60)


@dataclass(frozen=True)
class PendingPush:
    """A message of the subject that waits to be pushed, not before its time."""

    message_id: str
    subject_id: str
    at: datetime
    not_before: datetime


def earliest_push(latest: datetime | None, now: datetime) -> datetime:
    """When a message planned ``now`` may be pushed; ``latest``: the latest such time that its subject has."""
    if latest is None or latest + COALESCING_WINDOW <= now:
        return now
    return latest if latest > now else latest + COALESCING_WINDOW


def superseding_message(mine: PendingPush, waiting: Iterable[PendingPush]) -> str | None:
    """The id of the newest of those ``waiting`` that is pushed instead of ``mine``."""
    newer = [
        other
        for other in waiting
        if other.subject_id == mine.subject_id
        and (other.at, other.message_id) > (mine.at, mine.message_id)
        and other.not_before <= mine.not_before + COALESCING_WINDOW
    ]
    return max(newer, key=lambda other: (other.at, other.message_id)).message_id if newer else None
