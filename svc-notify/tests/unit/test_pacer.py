from hypothesis import given
from hypothesis import strategies as st

from svc_notify.dispatch.pacer import RECOVERY_SECONDS, Pacer


class Time:
    def __init__(self) -> None:
        self.at = 1_000.0

    def now(self) -> float:
        return self.at


def calls_in(pacer: Pacer, time: Time, seconds: float, step: float = 0.05) -> int:
    """How many calls a greedy caller makes."""
    made = 0
    for _ in range(round(seconds / step)):
        room = pacer.available()
        pacer.take(room)
        made += room
        time.at += step
    return made


@given(st.integers(60, 6_000))
def test_a_minute_never_exceeds_the_rate_by_more_than_a_second_of_burst(per_minute: int) -> None:
    time = Time()
    made = calls_in(Pacer(per_minute, time.now), time, 60)
    assert 0.95 * per_minute <= made <= per_minute + per_minute / 60 + 1


def test_the_default_rate_keeps_below_zalos_limit_in_any_minute() -> None:
    time = Time()
    pacer = Pacer(3_600, time.now)
    time.at += 600  # a long silence saves up no more than the burst
    assert calls_in(pacer, time, 60) < 4_000


def test_too_fast_halves_the_rate_once_for_all_calls_under_way_and_it_recovers() -> None:
    time = Time()
    pacer = Pacer(3_600, time.now)
    for _ in range(50):
        pacer.slow_down()
    assert pacer.per_minute == 1_800
    assert pacer.available() == 0
    time.at += 1.5
    pacer.slow_down()
    assert 900 <= pacer.per_minute < 1_000
    time.at += RECOVERY_SECONDS
    assert pacer.per_minute == 3_600


def test_a_call_not_made_is_given_back() -> None:
    time = Time()
    pacer = Pacer(600, time.now)
    room = pacer.available()
    pacer.take(1)
    pacer.put_back(1)
    assert pacer.available() == room


def test_it_never_stops_altogether() -> None:
    time = Time()
    pacer = Pacer(3_600, time.now)
    for _ in range(100):
        time.at += 1.0
        pacer.slow_down()
    assert pacer.per_minute > 50
    time.at += pacer.wait(1) + 0.001
    assert pacer.available() >= 1


def test_debt_is_paid_before_the_next_call() -> None:
    time = Time()
    pacer = Pacer(600, time.now)
    pacer.take(25)
    assert pacer.available() == 0
    assert 1.55 < pacer.wait(1) < 1.65
