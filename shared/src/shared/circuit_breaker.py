"""A party that fails again and again is left alone for a while: an outage costs a few calls, not one per caller.

Closed → (``FAILURES`` in a row) → open → (the pause is over) → half-open: one call tries → closed, or open for longer.
"""

from collections.abc import Callable
from enum import IntEnum

FAILURES = 5
"""How many failures in a row open the circuit. Only those count where no answer came at all: an error that the party
itself answers is an answer."""


class State(IntEnum):
    """The numbers are those that metrics show."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class CircuitBreaker:
    """Every pause lasts ``first_pause`` seconds, doubling up to ``longest_pause``; ``now`` is a monotonic clock.

    ``draw`` (random in [0, 1)) takes each pause from its upper half, so that many callers do not return together;
    without it a pause is exact.
    """

    def __init__(
        self, *, first_pause: float, longest_pause: float | None = None, draw: Callable[[], float] | None = None
    ) -> None:
        self._first_pause = first_pause
        self._longest_pause = longest_pause or first_pause
        self._draw = draw
        self._failures = 0
        self._pauses = 0
        self._open_until = 0.0
        self.state = State.CLOSED

    def allows(self, now: float) -> bool:
        """Whether a call may go now. The first one after a pause is the trial; should nobody ever report on it, the
        next may try after the first pause again."""
        if self.state is State.CLOSED:
            return True
        if now < self._open_until:
            return False
        self.state = State.HALF_OPEN
        self._open_until = now + self._first_pause
        return True

    def remaining(self, now: float) -> float:
        """Seconds until a trial is due; 0 when not open."""
        return max(0.0, self._open_until - now) if self.state is State.OPEN else 0.0

    def succeeded(self) -> None:
        self.state = State.CLOSED
        self._failures = self._pauses = 0

    def failed(self, now: float) -> None:
        self._failures += 1
        if self._failures >= FAILURES or self.state is State.HALF_OPEN:
            self.open(now, self._next_pause())

    def open(self, now: float, pause: float) -> None:
        """Leave the party alone for ``pause`` seconds, whatever was counted."""
        self.state = State.OPEN
        self._open_until = now + pause
        self._failures = 0

    def _next_pause(self) -> float:
        longest = min(self._longest_pause, self._first_pause * float(1 << min(self._pauses, 10)))
        self._pauses += 1
        return longest if self._draw is None else longest / 2 + self._draw() * longest / 2
