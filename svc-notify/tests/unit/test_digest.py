from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.digest import MADE_UP_FOR, ONCE_MORE, bounds, days_to_make

SEVEN = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Seven in the morning of the 23rd in Vietnam."""
YESTERDAY = date(2026, 11, 22)


def test_a_day_is_a_day_of_vietnam() -> None:
    assert bounds(YESTERDAY) == (datetime(2026, 11, 21, 17, tzinfo=UTC), datetime(2026, 11, 22, 17, tzinfo=UTC))


def test_at_seven_the_day_before_is_counted_and_not_earlier() -> None:
    assert days_to_make(SEVEN, {})[-1] == YESTERDAY
    assert days_to_make(SEVEN - timedelta(seconds=1), {})[-1] == YESTERDAY - timedelta(days=1)


@given(st.timedeltas(timedelta(0), timedelta(days=40)))
def test_each_morning_makes_each_day_once_and_a_late_failure_is_still_counted(later: timedelta) -> None:
    now = SEVEN + later
    made = dict.fromkeys(days_to_make(now, {}), now)
    assert len(made) == MADE_UP_FOR
    assert days_to_make(now, made) == [], "again after a restart: nothing"
    tomorrow = days_to_make(now + timedelta(days=1), made)
    newest = max(made)
    assert tomorrow == [newest + timedelta(days=n) for n in range(1 - ONCE_MORE, 2)]


def test_counting_a_day_by_hand_before_its_end_does_not_stand_for_its_morning() -> None:
    made = {YESTERDAY: SEVEN - timedelta(hours=10)}
    assert YESTERDAY in days_to_make(SEVEN, made)
