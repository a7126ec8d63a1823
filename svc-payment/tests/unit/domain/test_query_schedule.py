"""When silent providers are asked."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.schedules import PAYMENT_GIVEN_UP_AFTER
from svc_payment.domain.query_schedule import next_query

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def asked(first: timedelta, lifetime: timedelta, *, every_minute: bool = False) -> list[datetime]:
    """Every moment at which a payment begun ``NOW`` is asked about, if nobody ever answers."""
    moments: list[datetime] = []
    due: datetime | None = NOW + first
    while due is not None and len(moments) < 500:
        moments.append(due)
        due = next_query(len(moments) - 1, now=due, expires_at=NOW + lifetime, every_minute=every_minute)
    return moments


def test_zalo_is_asked_after_twenty_minutes_and_then_more_and_more_seldom() -> None:
    moments = asked(timedelta(minutes=20), timedelta(minutes=30))
    waits = [(later - earlier).total_seconds() / 60 for earlier, later in itertools.pairwise(moments)]
    assert waits[0] == 5
    assert max(waits) == 24 * 60
    assert all(a <= b for a, b in itertools.pairwise(waits))
    assert moments[-1] - NOW < timedelta(days=9)


def test_zalopay_is_asked_each_minute_until_the_expiry() -> None:
    moments = asked(timedelta(minutes=1), timedelta(minutes=15), every_minute=True)
    assert [(moment - NOW).total_seconds() for moment in moments[:15]] == [60 * n for n in range(1, 16)]


@given(st.integers(0, 40), st.integers(0, 20_000), st.booleans())
def test_the_next_question_is_never_in_the_past_and_the_expiry_is_never_slept_through(
    queries: int, minutes: int, every_minute: bool
) -> None:
    now, expires_at = NOW + timedelta(minutes=minutes), NOW + timedelta(days=2)
    due = next_query(queries, now=now, expires_at=expires_at, every_minute=every_minute)
    if now > expires_at + PAYMENT_GIVEN_UP_AFTER:
        assert due is None
        return
    assert due is not None
    assert now < due <= now + timedelta(days=1)
    assert not now < expires_at < due - timedelta(seconds=5)
