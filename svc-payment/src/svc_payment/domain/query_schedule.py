"""When a provider that keeps silent is asked: after its own first wait, then backing off to a day, for a week."""

from datetime import datetime, timedelta

WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 60, 120, 240, 480, 1440))
"""Between two questions. The last one repeats."""
GIVEN_UP_AFTER = timedelta(days=7)
"""After the expiry: then a payment that nobody knows anything of is left to reconciliation and an officer."""
EVERY_MINUTE = timedelta(minutes=1)

START_UNDER_WAY = EVERY_MINUTE
"""So long another call of ours may still be waiting for the answer to the same order."""


def next_query(queries: int, *, now: datetime, expires_at: datetime, every_minute: bool) -> datetime | None:
    """When to ask after the ``queries``-th question; ``None`` when it was the last.

    ``every_minute``: the provider wishes to be asked each minute until the payment expires. Whoever it is, they are
    asked once right after the expiry.
    """
    if now > expires_at + GIVEN_UP_AFTER:
        return None
    wait = EVERY_MINUTE if every_minute and now < expires_at else WAITS[min(queries, len(WAITS) - 1)]
    due = now + wait
    return min(due, expires_at + timedelta(seconds=5)) if now < expires_at < due else due


REFUND_WAITS = (EVERY_MINUTE, *WAITS)
REFUND_GIVEN_UP_AFTER = timedelta(days=7)
"""After it was asked for: then an officer finds out with the provider what became of it."""


def next_refund_query(asked: int, *, now: datetime) -> datetime:
    """When to ask what became of a refund, after it was asked about ``asked`` times."""
    return now + REFUND_WAITS[min(asked, len(REFUND_WAITS) - 1)]


def refund_given_up(now: datetime, sent_at: datetime) -> bool:
    """Whether the last question about a refund was asked."""
    return now > sent_at + REFUND_GIVEN_UP_AFTER
