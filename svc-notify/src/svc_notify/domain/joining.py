"""Events of one dossier within 60 seconds become one message.

The first goes at once. What follows within 60 seconds of it is held until they are over; then the latest of them goes
and speaks for the others, which stay in the inbox. So a dossier is heard at most once in 60 seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

JOINING = timedelta(seconds=60)


@dataclass(frozen=True)
class Turn:
    """When a message of the dossier may speak."""

    message_id: str
    dossier_id: str
    at: datetime
    not_before: datetime


def turn(latest: datetime | None, now: datetime) -> datetime:
    """When a message planned ``now`` may speak; ``latest``: the latest turn that its dossier has."""
    if latest is None or latest + JOINING <= now:
        return now
    return latest if latest > now else latest + JOINING


def speaker(mine: Turn, waiting: Iterable[Turn]) -> str | None:
    """The id of the newest of those ``waiting`` that speaks for ``mine``."""
    newer = [
        other
        for other in waiting
        if other.dossier_id == mine.dossier_id
        and (other.at, other.message_id) > (mine.at, mine.message_id)
        and other.not_before <= mine.not_before + JOINING
    ]
    return max(newer, key=lambda other: (other.at, other.message_id)).message_id if newer else None
