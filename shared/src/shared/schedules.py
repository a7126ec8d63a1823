"""How long is waited, how often is tried, and how long a lease is held: one table for all services."""

from dataclasses import dataclass
from datetime import timedelta

RACE_ATTEMPTS = 5
"""Writes against a version before a caller is asked to come back: each lost one means that another's succeeded."""


@dataclass(frozen=True)
class Reconnect:
    """Capped exponential waiting with full jitter, in seconds, for what will come back: it never ends."""

    first: float
    longest: float


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
"""For one acknowledgement. An idempotent producer never gives up by itself, so we do."""

RELAY_LEASE = timedelta(seconds=KAFKA_SEND_SECONDS * 3)
"""A send may take a third of the lease, so that a leader never publishes on a lease that has run out."""

BROADCAST_LEASE = timedelta(seconds=10)
"""How long a broadcast waits when the worker that plans it was killed."""

WEBHOOK_LEASE = timedelta(seconds=30)
"""How long a webhook of Zalo that was taken in waits when the worker that was at it was killed."""

PERIODIC_LEASE = timedelta(seconds=60)
"""How long other processes leave a periodic task alone after its holder was killed."""
