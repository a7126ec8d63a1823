import pytest

from svc_notify.dispatch.gate import FAILURES, LONGEST_PAUSE, OPERATOR_PAUSE, Gate, Passage
from svc_notify.domain.outcomes import OutcomeClass as Kind


class Time:
    at = 0.0

    def now(self) -> float:
        return self.at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def gate(time: Time) -> Gate:
    return Gate(time.now, lambda: 0.5)


def fail(gate: Gate, times: int = FAILURES, kind: Kind = Kind.UNAVAILABLE) -> None:
    for _ in range(times):
        gate.note(kind)


def passage(gate: Gate) -> Passage:
    return gate.passage


@pytest.mark.parametrize("kind", [Kind.UNAVAILABLE, Kind.UNCERTAIN])
def test_five_failures_running_close_it(gate: Gate, kind: Kind) -> None:
    fail(gate, FAILURES - 1, kind)
    assert passage(gate) is Passage.OPEN
    gate.note(Kind.PERMANENT)  # an answer: the provider works
    fail(gate, FAILURES - 1, kind)
    assert passage(gate) is Passage.OPEN
    gate.note(kind)
    assert passage(gate) is Passage.CLOSED
    assert 0 < gate.wait() <= 1


def test_calls_under_way_when_it_closed_change_nothing(gate: Gate) -> None:
    fail(gate)
    wait = gate.wait()
    fail(gate, 100)
    gate.note(Kind.ACCEPTED)
    assert gate.passage is Passage.CLOSED
    assert gate.wait() == wait


def test_it_stays_closed_longer_and_longer_while_nobody_answers(gate: Gate, time: Time) -> None:
    fail(gate)
    waits = []
    for _ in range(10):
        waits.append(gate.wait())
        time.at += gate.wait()
        gate.try_out(alive=False)
    assert waits[:5] == sorted(waits[:5])
    assert waits[4] > 8 * waits[0]
    assert max(waits) <= LONGEST_PAUSE


def test_one_message_on_trial_opens_or_closes_it(gate: Gate, time: Time) -> None:
    fail(gate)
    time.at += gate.wait()
    gate.try_out(alive=True)
    assert passage(gate) is Passage.ON_TRIAL
    gate.note(Kind.UNAVAILABLE)
    assert passage(gate) is Passage.CLOSED
    time.at += gate.wait()
    gate.try_out(alive=True)
    gate.note(Kind.ACCEPTED)
    assert gate.passage is Passage.OPEN


def test_what_needs_a_person_closes_it_at_once_and_says_so(gate: Gate, time: Time) -> None:
    gate.note(Kind.OPERATOR)
    assert gate.passage is Passage.CLOSED
    assert gate.needs_operator
    assert gate.wait() == OPERATOR_PAUSE
    time.at += OPERATOR_PAUSE
    gate.try_out(alive=True)
    gate.note(Kind.ACCEPTED)
    assert not gate.needs_operator
