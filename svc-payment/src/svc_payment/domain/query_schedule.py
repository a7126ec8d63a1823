"""When a provider that keeps silent is asked: after its own first wait, then backing off to a day, for a week."""

from datetime import datetime, timedelta

WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 60, 120, 240, 480, 1440))
"""Between two questions. The last one repeats."""
GIVEN_UP_AFTER = timedelta(days=7)
"""After the expiry: then a payment that nobody knows anything of is left to reconciliation and an officer."""
EVERY_MINUTE = timedelta(minutes=1)


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
