"""The Official Account's access: a pair of tokens whose second half works exactly once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class AccessToken:
    """What a call is made with."""

    value: str = field(repr=False)
    generation: int


@dataclass(frozen=True)
class TokenPair:
    """``generation`` grows by one with each refresh."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    generation: int
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class IssuedTokens:
    """A new pair as the token endpoint issued it."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    life: timedelta


@dataclass(frozen=True)
class RawAnswer:
    """An answer of the token endpoint, not read yet."""

    status: int
    body: bytes = field(repr=False)
