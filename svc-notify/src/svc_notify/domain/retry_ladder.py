"""How long to wait before the next call, by what the last one came to.

Capped exponential with full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
Every ladder ends: after ``tries`` calls of its class, and in any case with the message's useful life.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.time_zone import VIETNAM
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel


@dataclass(frozen=True)
class Ladder:
    """Wait between ``floor`` and ``floor + min(cap, first * growth**(n-1))`` after the ``n``-th call of this class."""

    first: timedelta
    cap: timedelta
    floor: timedelta = timedelta(0)
    tries: int | None = None
    growth: float = 2.0

    def wait(self, n: int, draw: float) -> timedelta | None:
        """``draw`` is random in [0, 1); ``None`` when the ladder has ended."""
        if self.tries is not None and n >= self.tries:
            return None
        return self.floor + draw * min(self.cap, self.first * self.growth ** min(n - 1, 20))


LADDERS: Mapping[OutcomeClass, Ladder] = {
    # The contract's "at most about 5 tries in 15 minutes".
    OutcomeClass.RETRY: Ladder(timedelta(seconds=60), timedelta(minutes=8), tries=5),
    OutcomeClass.THROTTLED: Ladder(timedelta(seconds=1), timedelta(minutes=1), floor=timedelta(milliseconds=100)),
    # The circuit breaker (dispatch/channel_health.py) spares a provider that is down; this only spreads the return.
    OutcomeClass.UNAVAILABLE: Ladder(timedelta(seconds=1), timedelta(minutes=2), floor=timedelta(milliseconds=100)),
    # At least a minute, so that a slow provider has finished what it had; then once more, never a third time.
    OutcomeClass.UNCERTAIN: Ladder(timedelta(minutes=1), timedelta(minutes=1), floor=timedelta(minutes=1), tries=2),
    # A short failure is over after seconds. In a long one each message is tried as often as the contract says (11.3),
    # and waits up to two hours, while others find out whether it goes on.
    OutcomeClass.SERVER_ERROR: Ladder(
        timedelta(seconds=6), timedelta(hours=2), floor=timedelta(seconds=1), tries=5, growth=12.0
    ),
    OutcomeClass.OPERATOR: Ladder(timedelta(minutes=1), timedelta(minutes=5), floor=timedelta(minutes=1)),
}

WAITS_FOR_RECEIPT: Mapping[Channel, timedelta] = {
    # Its receipt names our tracking id and comes within minutes: only without one is it asked again (contract 11.3).
    Channel.ZNS: timedelta(minutes=5),
}
"""The least wait after a call that may have arrived."""

MORNING = time(6, 5)
"""Zalo sends from 06:00; five minutes of margin, then up to ten of jitter."""


@dataclass(frozen=True)
class QuietHours:
    """From ``begin`` to before ``end`` in Vietnam, over midnight; ``MORNING`` is after ``end``.

    Zalo's are from 22:00 to 06:00 (contract 5.2, 6.1).
    """

    begin: time
    end: time

    def hold(self, now: datetime) -> bool:
        local = now.astimezone(VIETNAM).time()
        return local >= self.begin or local < self.end


def next_morning(now: datetime, draw: float) -> datetime:
    """The coming 06:05 in Vietnam: today's before it, else tomorrow's."""
    local = now.astimezone(VIETNAM)
    morning = datetime.combine(local.date(), MORNING, VIETNAM)
    if morning <= local:
        morning += timedelta(days=1)
    return morning + draw * timedelta(minutes=10)


def next_day(now: datetime, draw: float) -> datetime:
    """06:05 of tomorrow in Vietnam: daily quotas start again at midnight."""
    local = now.astimezone(VIETNAM)
    return datetime.combine(local.date() + timedelta(days=1), MORNING, VIETNAM) + draw * timedelta(minutes=10)
