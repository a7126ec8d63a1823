"""Whether a channel is worth calling: the circuit breaker, and what is a channel's own.

A provider that is down is left alone for growing pauses and asked whether it answers at all before one message tries.
An answer that needs a person opens the circuit at once, for longer; what needs a person is cured or not, only a
message shows it, and a refused one costs nothing.
"""

from collections.abc import Callable

from shared.circuit_breaker import CircuitBreaker, State
from svc_notify.domain.outcomes import MAY_HAVE_ARRIVED, OutcomeClass

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
OPERATOR_PAUSE = 60.0


class ChannelHealth:
    """``now`` is a monotonic clock in seconds, ``draw`` random in [0, 1)."""

    def __init__(self, now: Callable[[], float], draw: Callable[[], float]) -> None:
        self._now = now
        self._breaker = CircuitBreaker(first_pause=FIRST_PAUSE, longest_pause=LONGEST_PAUSE, draw=draw)
        self.needs_operator = False

    @property
    def state(self) -> State:
        return self._breaker.state

    def remaining(self) -> float:
        """Seconds until a trial is due; 0 when the circuit is not open."""
        return self._breaker.remaining(self._now())

    def start_trial(self, alive: bool) -> None:
        """The pause is over and the provider was asked whether it answers: one message may try, or the next pause
        begins.
        """
        now = self._now()
        if self._breaker.allows(now) and not alive:
            self._breaker.failed(now)

    def note(self, kind: OutcomeClass) -> None:
        """What a call came to. Calls that were under way when the circuit opened change nothing."""
        if self.state is State.OPEN:
            return
        if kind is OutcomeClass.OPERATOR:
            self.needs_operator = True
            self._breaker.open(self._now(), OPERATOR_PAUSE)
        elif kind is OutcomeClass.UNAVAILABLE or kind in MAY_HAVE_ARRIVED:
            self._breaker.failed(self._now())
            if self.remaining() > 0:  # The circuit has opened, for another reason than a person's.
                self.needs_operator = False
        else:
            self._breaker.succeeded()
            self.needs_operator = False
