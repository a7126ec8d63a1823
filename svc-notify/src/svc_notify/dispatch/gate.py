"""Whether a channel is worth calling. An outage costs a few calls, not one per waiting message, and messages keep
their tries for when it is over.

Open → (five failures running, or an answer that needs a person) → closed → (the time is up, the provider answers) →
on trial: one message → open, or closed for twice as long.
"""

from collections.abc import Callable
from enum import StrEnum

from svc_notify.domain.outcomes import OutcomeClass

FAILURES = 5
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
OPERATOR_PAUSE = 60.0


class Passage(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ON_TRIAL = "on_trial"


class Gate:
    """``now`` is a monotonic clock in seconds, ``draw`` random in [0, 1)."""

    def __init__(self, now: Callable[[], float], draw: Callable[[], float]) -> None:
        self._now = now
        self._draw = draw
        self._failures = 0
        self._pauses = 0
        self._until = 0.0
        self.passage = Passage.OPEN
        self.needs_operator = False

    def wait(self) -> float:
        """Seconds until a trial is due; 0 when not closed."""
        return max(0.0, self._until - self._now()) if self.passage is Passage.CLOSED else 0.0

    def try_out(self, alive: bool) -> None:
        """The pause is over and the provider was asked whether it answers."""
        if alive:
            self.passage = Passage.ON_TRIAL
        else:
            self._close()

    def note(self, kind: OutcomeClass) -> None:
        if self.passage is Passage.CLOSED:
            return  # calls that were under way when it closed
        if kind is OutcomeClass.OPERATOR:
            self.needs_operator = True
            self._close(OPERATOR_PAUSE)
        elif kind in (OutcomeClass.UNAVAILABLE, OutcomeClass.UNCERTAIN):
            self._failures += 1
            if self._failures >= FAILURES or self.passage is Passage.ON_TRIAL:
                self.needs_operator = False
                self._close()
        else:
            self._failures = self._pauses = 0
            self.needs_operator = False
            self.passage = Passage.OPEN

    def _close(self, pause: float | None = None) -> None:
        if pause is None:
            longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._pauses, 10))
            pause = longest / 2 + self._draw() * longest / 2
            self._pauses += 1
        self._until = self._now() + pause
        self._failures = 0
        self.passage = Passage.CLOSED
