"""How long to wait before the next call, by what the last one came to.

Every ladder ends: after ``tries`` calls of its class, and in any case with the message's useful life.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared import schedules
from shared.schedules import Ladder
from shared.time_zone import VIETNAM
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel

LADDERS: Mapping[OutcomeClass, Ladder] = {
    OutcomeClass.RETRY: schedules.MESSAGE_RETRY,
    OutcomeClass.THROTTLED: schedules.MESSAGE_THROTTLED,
    OutcomeClass.UNAVAILABLE: schedules.MESSAGE_UNAVAILABLE,
    OutcomeClass.UNCERTAIN: schedules.MESSAGE_UNCERTAIN,
    OutcomeClass.SERVER_ERROR: schedules.MESSAGE_SERVER_ERROR,
    OutcomeClass.OPERATOR: schedules.MESSAGE_FOR_OPERATOR,
}

WAITS_FOR_RECEIPT: Mapping[Channel, timedelta] = {
    # Its receipt names our tracking id, and tells whether the call arrived.
    Channel.ZNS: schedules.RECEIPT_WAIT,
}
"""The least wait after a call that may have arrived."""

MORNING = time(6, 5)
"""Zalo sends from 06:00; five minutes of margin, then up to ten of jitter."""


@dataclass(frozen=True)
class QuietHours:
    """The time from ``begin`` to before ``end`` in Vietnam, over midnight; ``MORNING`` is after ``end``.

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
