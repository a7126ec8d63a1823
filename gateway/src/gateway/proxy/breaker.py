"""A service that fails again and again is left alone for a moment, so that its callers need not wait for it."""

from enum import IntEnum

FAILURES = 5
"""In a row, of the kind where no answer came at all; an error the service itself answers is an answer."""
OPEN_SECONDS = 2.0


class State(IntEnum):
    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class Breaker:
    """Closed → open after ``FAILURES``; after ``OPEN_SECONDS`` one request tries: it closes, or opens again."""

    def __init__(self) -> None:
        self.state = State.CLOSED
        self._failures = 0
        self._open_until = 0.0

    def admits(self, now: float) -> bool:
        if self.state is State.CLOSED:
            return True
        if now < self._open_until:
            return False
        # The one that tries; should nobody ever report on it, the next may try after the same time.
        self.state = State.HALF_OPEN
        self._open_until = now + OPEN_SECONDS
        return True

    def succeeded(self) -> None:
        self.state = State.CLOSED
        self._failures = 0

    def failed(self, now: float) -> None:
        self._failures += 1
        if self._failures >= FAILURES or self.state is State.HALF_OPEN:
            self.state = State.OPEN
            self._open_until = now + OPEN_SECONDS
