"""How fast a channel may be called: a token bucket that halves when the provider says "too fast" and recovers.

Zalo's limit is 4,000 calls a minute for the whole app and says so only by refusing (-32, without ``Retry-After``).
"""

from collections.abc import Callable

RECOVERY_SECONDS = 60.0
"""How long the rate takes from nothing back to full."""


class Pacer:
    """``now`` is a monotonic clock in seconds. The bucket holds one second's worth of calls, at least one."""

    def __init__(self, per_minute: int, now: Callable[[], float]) -> None:
        self._full = per_minute / 60
        self._now = now
        self._rate = self._full
        self._at = self._slowed_at = now()
        self.burst = max(1.0, self._full)
        self._tokens = self.burst

    @property
    def per_minute(self) -> float:
        self._refill()
        return self._rate * 60

    def available(self) -> int:
        self._refill()
        return max(0, int(self._tokens))

    def take(self, calls: int) -> None:
        """May go into debt, which is paid before the next call."""
        self._refill()
        self._tokens -= calls

    def put_back(self, calls: int) -> None:
        """They were not made after all."""
        self._tokens += calls

    def wait(self, calls: int) -> float:
        """Seconds until so many calls may be made."""
        self._refill()
        return max(0.0, (calls - self._tokens) / self._rate)

    def slow_down(self) -> None:
        """Half the rate. Calls that were under way together complain together: once a second counts."""
        self._refill()
        if self._at - self._slowed_at >= 1.0 or self._rate == self._full:
            self._rate = max(self._rate / 2, self._full / 64)
            self._slowed_at = self._at
            self._tokens = min(self._tokens, 0.0)

    def _refill(self) -> None:
        elapsed, self._at = self._now() - self._at, self._now()
        self._tokens = min(self.burst, self._tokens + elapsed * self._rate)
        self._rate = min(self._full, self._rate + elapsed * self._full / RECOVERY_SECONDS)
