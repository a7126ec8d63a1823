"""A session: one sign-in on one device, and the family of refresh tokens that descends from it.

Each refresh token works once and gives the next. Whoever presents one that was already used shows that it has been
copied: the whole family ends. There is no grace for a lost answer: signing in again with Zalo is silent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["citizen", "staff"]

ACCESS_LIFE = timedelta(minutes=15)

IDLE_LIFE: dict[Kind, timedelta] = {"citizen": timedelta(days=30), "staff": timedelta(hours=2)}
"""A session not refreshed for so long ends."""
WHOLE_LIFE: dict[Kind, timedelta] = {"citizen": timedelta(days=180), "staff": timedelta(hours=12)}
"""However often refreshed, it ends."""


@dataclass(frozen=True)
class Session:
    """Ends when not refreshed for ``idle``, and at ``ends_at`` whatever happens."""

    id: str
    kind: Kind
    subject: str
    began_at: datetime
    idle: timedelta
    ends_at: datetime


def begin(session_id: str, kind: Kind, subject: str, now: datetime) -> Session:
    return Session(session_id, kind, subject, now, IDLE_LIFE[kind], now + WHOLE_LIFE[kind])
