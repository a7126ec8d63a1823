"""When a provider that keeps silent is asked: after its own first wait, then backing off to a day, for a week."""

from datetime import datetime

from shared.schedules import (
    AFTER_EXPIRY,
    EACH_MINUTE,
    PAYMENT_GIVEN_UP_AFTER,
    PAYMENT_QUERY_WAITS,
    REFUND_GIVEN_UP_AFTER,
    REFUND_QUERY_WAITS,
)


def next_query(queries: int, *, now: datetime, expires_at: datetime, every_minute: bool) -> datetime | None:
    """When to ask after the ``queries``-th question; ``None`` when it was the last.

    ``every_minute``: the provider wishes to be asked each minute until the payment expires. Whoever it is, they are
    asked once right after the expiry.
    """
    if now > expires_at + PAYMENT_GIVEN_UP_AFTER:
        return None
    wait = PAYMENT_QUERY_WAITS[min(queries, len(PAYMENT_QUERY_WAITS) - 1)]
    if every_minute and now < expires_at:
        wait = EACH_MINUTE
    due = now + wait
    return min(due, expires_at + AFTER_EXPIRY) if now < expires_at < due else due


def next_refund_query(asked: int, *, now: datetime) -> datetime:
    """When to ask what became of a refund, after it was asked about ``asked`` times."""
    return now + REFUND_QUERY_WAITS[min(asked, len(REFUND_QUERY_WAITS) - 1)]


def refund_given_up(now: datetime, sent_at: datetime) -> bool:
    """Whether the last question about a refund was asked."""
    return now > sent_at + REFUND_GIVEN_UP_AFTER
