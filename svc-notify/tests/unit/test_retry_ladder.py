from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.retry_ladder import LADDERS, next_day, next_morning

DRAW = st.floats(0, 1, exclude_max=True)
MOMENT = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(st.sampled_from(sorted(LADDERS)), st.integers(1, 10_000), DRAW)
def test_a_wait_stays_between_floor_and_cap_and_grows_no_further(kind: OutcomeClass, n: int, draw: float) -> None:
    ladder = LADDERS[kind]
    wait = ladder.wait(n, draw)
    if ladder.tries is not None and n >= ladder.tries:
        assert wait is None
    else:
        assert wait is not None
        assert ladder.floor <= wait <= ladder.floor + ladder.cap


def test_an_uncertain_call_is_repeated_once_and_not_within_a_minute() -> None:
    ladder = LADDERS[OutcomeClass.UNCERTAIN]
    assert ladder.wait(1, 0.0) == timedelta(minutes=1)
    assert ladder.wait(2, 0.0) is None


def test_a_temporary_failure_gets_five_tries_in_about_a_quarter_of_an_hour() -> None:
    ladder = LADDERS[OutcomeClass.RETRY]
    longest = [ladder.wait(n, 0.999999) for n in range(1, 5)]
    assert all(wait is not None for wait in longest)
    assert timedelta(minutes=14) < sum((wait for wait in longest if wait), timedelta()) <= timedelta(minutes=16)
    assert ladder.wait(5, 0.0) is None


@given(MOMENT, DRAW)
def test_the_next_morning_is_after_six_in_vietnam_and_within_a_day(now: datetime, draw: float) -> None:
    morning = next_morning(now, draw).astimezone(VIETNAM)
    assert now < morning <= now + timedelta(days=1, minutes=10)
    assert (morning.hour, morning.minute) >= (6, 5)
    assert (morning.hour, morning.minute) <= (6, 15)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ((2026, 11, 23, 22, 30), (2026, 11, 24, 6, 5)),
        ((2026, 11, 24, 0, 0), (2026, 11, 24, 6, 5)),
        ((2026, 11, 24, 6, 4), (2026, 11, 24, 6, 5)),
        ((2026, 12, 31, 23, 59), (2027, 1, 1, 6, 5)),
        ((2027, 2, 5, 23, 59), (2027, 2, 6, 6, 5)),  # the eve of Tết is a night as any
    ],
)
def test_night_ends_at_five_past_six(local: tuple[int, ...], expected: tuple[int, ...]) -> None:
    now = datetime(*local, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]
    assert next_morning(now, 0.0) == datetime(*expected, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]


@given(MOMENT, DRAW)
def test_a_spent_quota_waits_for_another_day(now: datetime, draw: float) -> None:
    assert next_day(now, draw).astimezone(VIETNAM).date() == now.astimezone(VIETNAM).date() + timedelta(days=1)
