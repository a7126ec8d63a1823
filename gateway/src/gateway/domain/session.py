"""A session: one sign-in on one device, and the family of refresh tokens that descends from it.

Each refresh token works once and gives the next. Whoever presents one that was already used, while the session lives,
shows that it has been copied: the whole family ends. There is no grace for a lost answer: signing in again with Zalo is
silent. A session that has ended, by age or otherwise, proves nothing: a phone left in a drawer is no thief.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

CallerKind = Literal["citizen", "staff"]

ACCESS_LIFE = timedelta(minutes=15)

IDLE_LIFE: dict[CallerKind, timedelta] = {"citizen": timedelta(days=30), "staff": timedelta(hours=2)}
"""A session not refreshed for so long ends."""
WHOLE_LIFE: dict[CallerKind, timedelta] = {"citizen": timedelta(days=180), "staff": timedelta(hours=12)}
"""However often refreshed, it ends."""


class TokenRefusal(Enum):
    """Why a refresh token gives no other."""

    UNKNOWN = "never made here"
    EXPIRED = "the session has ended by age"
    ENDED = "the session was ended before"
    REUSED = "used before, in a session that lives"


class RefreshRefused(Exception):
    """``session_id`` is empty for a token that was never made here."""

    def __init__(self, reason: TokenRefusal, session_id: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.session_id = session_id


@dataclass(frozen=True)
class Tokens:
    """What a client gets: ``expires_in`` seconds for the access token; the refresh token works once."""

    access_token: str
    expires_in: int
    refresh_token: str


@dataclass(frozen=True)
class Session:
    """Ends at ``expires_at``, ``idle`` after it was last refreshed, and at ``ends_at`` whatever happens."""

    id: str
    kind: CallerKind
    subject: str
    began_at: datetime
    idle: timedelta
    ends_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    """When it was ended before its time: signed out, revoked, or a token of it used twice."""

    def why_not(self, now: datetime) -> TokenRefusal:
        """What it means that a token of this session, made here, is not the good one or comes too late."""
        if self.ended_at is not None:
            return TokenRefusal.ENDED
        return TokenRefusal.EXPIRED if now >= self.expires_at else TokenRefusal.REUSED


def begin(session_id: str, kind: CallerKind, subject: str, now: datetime) -> Session:
    idle = IDLE_LIFE[kind]
    return Session(session_id, kind, subject, now, idle, now + WHOLE_LIFE[kind], now + idle)
