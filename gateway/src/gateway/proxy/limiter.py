"""How often one caller may come: the generic cell rate algorithm, in process, in bounded memory.

A key holds one number, the time at which its bucket would be full again. Source: ITU-T I.371. Each process counts for
itself; ``share`` is the part of the limits that this one grants (1/n with n of them alive behind a balancer).
"""

from math import ceil
from typing import NamedTuple

KEYS_KEPT = 200_000


class LimitDecision(NamedTuple):
    """``allowed`` or not; what is left of ``limit`` now, and the seconds until all of it is back (or, refused, until
    one more is)."""

    allowed: bool
    limit: int
    remaining: int
    reset: int


class Limiter:
    """``limit`` requests in ``window`` seconds for each key, in a burst or evenly."""

    def __init__(self, limit: int, window: float, share: float = 1.0) -> None:
        self._whole = limit
        self._window = window
        self.grant(share)
        # An entry not renewed for a window is a full bucket, so two generations of a window each forget nothing.
        self._young: dict[str, float] = {}
        self._old: dict[str, float] = {}
        self._turn_at = 0.0

    def grant(self, share: float) -> None:
        """Let this part of the limit count from now on. What callers have used stays used."""
        self._limit = max(1, int(self._whole * share))
        self._interval = self._window / self._limit

    def take(self, key: str, now: float) -> LimitDecision:
        if now >= self._turn_at or len(self._young) >= KEYS_KEPT:
            self._old = self._young if now < self._turn_at + self._window else {}
            self._young = {}
            self._turn_at = now + self._window
        full_at = self._young.get(key)
        if full_at is None:
            full_at = self._old.get(key, now)
        full_at = max(now, full_at) + self._interval
        room = self._window - (full_at - now)
        if room < -1e-6:
            return LimitDecision(False, self._limit, 0, ceil(-room))
        self._young[key] = full_at
        return LimitDecision(True, self._limit, int(room / self._interval + 1e-6), ceil(full_at - now))

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
