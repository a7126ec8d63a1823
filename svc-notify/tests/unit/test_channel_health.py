import pytest

from shared.circuit_breaker import FAILURES, State
from svc_notify.dispatch.channel_health import LONGEST_PAUSE, OPERATOR_PAUSE, ChannelHealth
from svc_notify.domain.outcomes import OutcomeClass


class Time:
    at = 0.0

    def now(self) -> float:
        return self.at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def health(time: Time) -> ChannelHealth:
    return ChannelHealth(time.now, lambda: 0.5)


def fail(health: ChannelHealth, times: int = FAILURES, kind: OutcomeClass = OutcomeClass.UNAVAILABLE) -> None:
    for _ in range(times):
        health.note(kind)


def state(health: ChannelHealth) -> State:
    return health.state


@pytest.mark.parametrize("kind", [OutcomeClass.UNAVAILABLE, OutcomeClass.UNCERTAIN])
def test_five_failures_in_a_row_open_the_circuit(health: ChannelHealth, kind: OutcomeClass) -> None:
    fail(health, FAILURES - 1, kind)
    assert state(health) is State.CLOSED
    health.note(OutcomeClass.PERMANENT)  # an answer: the provider works
    fail(health, FAILURES - 1, kind)
    assert state(health) is State.CLOSED
    health.note(kind)
    assert state(health) is State.OPEN
    assert 0 < health.remaining() <= 1


def test_calls_under_way_when_it_opened_change_nothing(health: ChannelHealth) -> None:
    fail(health)
    wait = health.remaining()
    fail(health, 100)
    health.note(OutcomeClass.ACCEPTED)
    assert state(health) is State.OPEN
    assert health.remaining() == wait


def test_it_stays_open_longer_and_longer_while_nobody_answers(health: ChannelHealth, time: Time) -> None:
    fail(health)
    waits = []
    for _ in range(10):
        waits.append(health.remaining())
        time.at += health.remaining()
        health.start_trial(alive=False)
    assert waits[:5] == sorted(waits[:5])
    assert waits[4] > 8 * waits[0]
    assert max(waits) <= LONGEST_PAUSE


def test_one_message_on_trial_closes_or_opens_it(health: ChannelHealth, time: Time) -> None:
    fail(health)
    time.at += health.remaining()
    health.start_trial(alive=True)
    assert state(health) is State.HALF_OPEN
    health.note(OutcomeClass.UNAVAILABLE)
    assert state(health) is State.OPEN
    time.at += health.remaining()
    health.start_trial(alive=True)
    health.note(OutcomeClass.ACCEPTED)
    assert state(health) is State.CLOSED


def test_what_needs_a_person_opens_it_at_once_and_says_so(health: ChannelHealth, time: Time) -> None:
    health.note(OutcomeClass.OPERATOR)
    assert state(health) is State.OPEN
    assert health.needs_operator
    assert health.remaining() == OPERATOR_PAUSE
    time.at += OPERATOR_PAUSE
    health.start_trial(alive=True)
    health.note(OutcomeClass.ACCEPTED)
    assert not health.needs_operator
