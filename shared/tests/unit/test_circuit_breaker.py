from collections.abc import Callable

import pytest

from shared.circuit_breaker import FAILURES, CircuitBreaker, State


def broken(now: float = 0.0, **settings: float) -> CircuitBreaker:
    breaker = CircuitBreaker(**{"first_pause": 10.0, **settings})  # type: ignore[arg-type]
    for _ in range(FAILURES):
        breaker.failed(now)
    return breaker


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = CircuitBreaker(first_pause=10.0)
    for _ in range(FAILURES - 1):
        breaker.failed(0.0)
    breaker.succeeded()
    for _ in range(FAILURES - 1):
        breaker.failed(0.0)
    assert breaker.allows(0.0) and breaker.state is State.CLOSED
    breaker.failed(0.0)
    assert State(breaker.state) is State.OPEN and not breaker.allows(9.9)
    assert breaker.remaining(4.0) == 6.0


def test_after_the_pause_one_call_tries() -> None:
    breaker = broken()
    assert breaker.allows(10.0)
    assert breaker.state is State.HALF_OPEN
    assert not breaker.allows(10.0), "the others wait for what it reports"
    breaker.succeeded()
    assert State(breaker.state) is State.CLOSED and breaker.allows(10.0) and breaker.remaining(10.0) == 0.0


def test_a_trial_that_nobody_reports_on_blocks_for_one_pause_only() -> None:
    breaker = broken()
    assert breaker.allows(10.0)
    assert not breaker.allows(19.9)
    assert breaker.allows(20.0)


def test_each_failed_trial_doubles_the_pause_up_to_the_longest() -> None:
    breaker, now = broken(longest_pause=35.0), 0.0
    for pause in (10.0, 20.0, 35.0, 35.0):
        assert breaker.remaining(now) == pause
        now += pause
        assert breaker.allows(now)
        breaker.failed(now)
    breaker.allows(now + 35.0)
    breaker.succeeded()
    for _ in range(FAILURES):
        breaker.failed(now)
    assert breaker.remaining(now) == 10.0, "a success forgets the earlier pauses"


@pytest.mark.parametrize(("draw", "pause"), [(lambda: 0.0, 5.0), (lambda: 0.5, 7.5), (lambda: 0.999, 9.995)])
def test_a_draw_takes_the_pause_from_its_upper_half(draw: Callable[[], float], pause: float) -> None:
    breaker = CircuitBreaker(first_pause=10.0, draw=draw)
    for _ in range(FAILURES):
        breaker.failed(0.0)
    assert breaker.remaining(0.0) == pytest.approx(pause)


def test_it_can_be_opened_for_a_time_that_the_party_itself_names() -> None:
    breaker = CircuitBreaker(first_pause=10.0)
    breaker.open(0.0, 60.0)
    assert not breaker.allows(59.0)
    assert breaker.allows(60.0)
