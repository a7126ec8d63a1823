"""How long is waited, how often is tried, and how long a lease is held: one table for all services.

When which of them applies is a rule, and stands in the domain of its service.
"""

from dataclasses import dataclass
from datetime import timedelta

RACE_ATTEMPTS = 5
"""Writes against a version before a caller is asked to come back: each lost one means that another's succeeded."""


@dataclass(frozen=True)
class Reconnect:
    """Capped exponential waiting with full jitter, in seconds, for what will come back: it never ends."""

    first: float
    longest: float


@dataclass(frozen=True)
class Ladder:
    """Wait between ``floor`` and ``floor + min(cap, first * growth**(n-1))`` after the ``n``-th call.

    Capped exponential with full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
    """

    first: timedelta
    cap: timedelta
    floor: timedelta = timedelta(0)
    tries: int | None = None
    growth: float = 2.0

    def wait(self, n: int, draw: float) -> timedelta | None:
        """``draw`` is random in [0, 1); ``None`` when the ladder has ended."""
        if self.tries is not None and n >= self.tries:
            return None
        return self.floor + draw * self._jitter(n)

    def longest(self, n: int) -> timedelta:
        """The wait without jitter, for what one process alone asks for."""
        return self.floor + self._jitter(n)

    def _jitter(self, n: int) -> timedelta:
        return min(self.cap, self.first * self.growth ** min(n - 1, 20))


KAFKA_RECONNECT = Reconnect(first=0.5, longest=10.0)
MONGO_RECONNECT = Reconnect(first=0.2, longest=5.0)
RELAY_RECONNECT = Reconnect(first=0.2, longest=10.0)
RECORD_OUTCOME = Reconnect(first=0.2, longest=2.0)
"""What an outside party answered waits to be written down: nothing else of the same worker goes on meanwhile."""
TOKEN_REFRESH = Reconnect(first=1.0, longest=60.0)

PARKED_EVENT_WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 600, 1800, 3600))
"""Longest wait before the 2nd, 3rd, … try of an event that failed; about 100 minutes in all, then it is a dead letter.
Each wait is drawn from its upper half."""

FIND_TOPICS_EVERY = 30.0
"""Seconds until a topic is found that was not there when a consumer began."""

KAFKA_SEND_SECONDS = 3.0
"""The time for one acknowledgement. An idempotent producer never gives up by itself, so we do."""

RELAY_LEASE = timedelta(seconds=KAFKA_SEND_SECONDS * 3)
"""A send may take a third of the lease, so that a leader never publishes on a lease that has run out."""

BROADCAST_LEASE = timedelta(seconds=10)
"""How long a broadcast waits when the worker that plans it was killed."""
BROADCAST_RETRY = timedelta(minutes=1)
"""How long one is left alone that could not be sent because of a defect of ours."""

WEBHOOK_LEASE = timedelta(seconds=30)
"""How long a webhook of Zalo that was taken in waits when the worker that was at it was killed."""

PERIODIC_LEASE = timedelta(seconds=60)
"""How long other processes leave a periodic task alone after its holder was killed."""

MESSAGE_RETRY = Ladder(timedelta(seconds=60), timedelta(minutes=8), tries=5)
"""The contract's "at most about 5 tries in 15 minutes" (docs/contracts/zalo.md)."""

MESSAGE_THROTTLED = Ladder(timedelta(seconds=1), timedelta(minutes=1), floor=timedelta(milliseconds=100))
"""A channel said that we send too fast."""

MESSAGE_UNAVAILABLE = Ladder(timedelta(seconds=1), timedelta(minutes=2), floor=timedelta(milliseconds=100))
"""A circuit breaker spares a channel that is down; this only spreads the return."""

MESSAGE_UNCERTAIN = Ladder(timedelta(minutes=1), timedelta(minutes=1), floor=timedelta(minutes=1), tries=2)
"""The wait of at least a minute in which a slow channel finishes what it had; then the message is sent once more, never
a third time."""

MESSAGE_SERVER_ERROR = Ladder(
    timedelta(seconds=6), timedelta(hours=2), floor=timedelta(seconds=1), tries=5, growth=12.0
)
"""A short failure is over after seconds. In a long one each message is tried as often as the contract says (11.3), and
waits up to two hours, while others find out whether it goes on."""

MESSAGE_FOR_OPERATOR = Ladder(timedelta(minutes=1), timedelta(minutes=5), floor=timedelta(minutes=1))
"""Somebody has to set something right first, and no message is to wait long after they have."""

RECEIPT_WAIT = timedelta(minutes=5)
"""The receipt of a message by phone comes within minutes: only without one is it sent again (contract 11.3)."""

ZALO_WEBHOOK_WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600))
"""The waits before a webhook of Zalo that could not be worked off is taken again. After the last it is given up: a
receipt may be of a message that an officer wrote in Zalo's own console."""

PAYMENT_QUERY_WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 60, 120, 240, 480, 1440))
"""The waits between two questions to a provider that keeps silent about a payment. The last one repeats."""

PAYMENT_GIVEN_UP_AFTER = timedelta(days=7)
"""How long after its expiry a payment is asked about; then it is left to reconciliation and an officer."""

EACH_MINUTE = timedelta(minutes=1)
"""How often some providers wish to be asked until a payment expires."""

ORDER_UNDER_WAY = timedelta(minutes=1)
"""How long another call of ours may still be waiting for the answer to the same order."""

AFTER_EXPIRY = timedelta(seconds=5)
"""How long after its expiry a payment is asked about once more, whatever is waited otherwise."""

UNKNOWN_MESSAGE_SOON = timedelta(seconds=5)
"""The least wait until a provider's message about a payment that nobody knows is looked at again; else as long as it
has waited already."""

UNKNOWN_MESSAGE_WAIT = timedelta(days=1)
"""The same for a provider that is not configured any more."""

REFUND_QUERY_WAITS = (EACH_MINUTE, *PAYMENT_QUERY_WAITS)
"""The waits between two questions about what became of a refund. The last one repeats."""

REFUND_GIVEN_UP_AFTER = timedelta(days=7)
"""How long after it was sent a refund is asked about; then an officer finds out with the provider."""

UPSTREAM_STATUS_WAIT = Ladder(timedelta(seconds=30), timedelta(hours=6))
"""The waits until a status of a dossier that is not known here is looked at again, without jitter. One that claims to
wait more than twice the longest was written by a clock that was wrong."""

UPSTREAM_GIVEN_UP_AFTER = timedelta(days=60)
"""A citizen may enter the national code weeks after submitting there."""
