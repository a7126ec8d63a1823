from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc_notify.domain.delivery import Step, after, after_lost_claim, lease_for
from svc_notify.domain.message import TRANSITIONS, State
from svc_notify.domain.outcomes import Outcome
from svc_notify.domain.outcomes import OutcomeClass as Kind
from svc_notify.domain.reasons import Reason

from .conftest import NOW, MakeMessage

DRAW = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [
        (Kind.ACCEPTED, State.ACCEPTED, None),
        (Kind.RETRY, State.DEFERRED, Reason.TEMPORARY_FAILURE),
        (Kind.THROTTLED, State.DEFERRED, Reason.THROTTLED),
        (Kind.UNAVAILABLE, State.DEFERRED, Reason.CHANNEL_UNAVAILABLE),
        (Kind.UNCERTAIN, State.DEFERRED, Reason.OUTCOME_UNCERTAIN),
        (Kind.TOKEN_REJECTED, State.DEFERRED, Reason.TOKEN_REJECTED),
        (Kind.DEFER_TO_MORNING, State.DEFERRED, Reason.NIGHT_HOURS),
        (Kind.DEFER_TO_NEXT_DAY, State.DEFERRED, Reason.QUOTA_SPENT),
        (Kind.OPERATOR, State.DEFERRED, Reason.OPERATOR_NEEDED),
        (Kind.PERMANENT, State.UNDELIVERABLE, Reason.UNKNOWN_ANSWER),
        (Kind.OUR_BUG, State.UNDELIVERABLE, Reason.MALFORMED_REQUEST),
    ],
)
def test_what_follows_from_each_class(sending: MakeMessage, kind: Kind, state: State, reason: Reason | None) -> None:
    step = after(sending(), Outcome(kind), NOW, 0.5)
    assert (step.state, step.reason) == (state, reason)


def test_a_permanent_refusal_keeps_its_own_reason(sending: MakeMessage) -> None:
    step = after(sending(), Outcome(Kind.PERMANENT, Reason.NOT_FOLLOWING, -213), NOW, 0.5)
    assert step == Step(State.UNDELIVERABLE, Reason.NOT_FOLLOWING)


@given(st.lists(st.sampled_from(Kind), max_size=30), st.sampled_from(Kind), DRAW)
def test_every_step_is_an_edge_of_the_table_and_ends_with_the_useful_life(
    sending: MakeMessage, earlier: list[Kind], kind: Kind, draw: float
) -> None:
    message = sending(*earlier)
    step = after(message, Outcome(kind), NOW, draw)
    assert step.state in TRANSITIONS[State.SENDING]
    if step.state is State.DEFERRED:
        assert step.reason is not None
        assert step.due_at is not None
        assert NOW <= step.due_at < message.expires_at
    else:
        assert step.due_at is None
    assert (step.state is State.ACCEPTED) == (kind is Kind.ACCEPTED)


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(Kind), st.floats(0.1, 1, exclude_max=True))
def test_no_message_is_tried_for_ever(sending: MakeMessage, kind: Kind, draw: float) -> None:
    """Always answered alike, a message settles, if only by its age."""
    message, now = sending(life=timedelta(hours=2)), NOW
    earlier: list[Kind] = []
    for _ in range(3_000):
        step = after(message, Outcome(kind), now, draw)
        if step.due_at is None:
            return
        earlier.append(kind)
        now = max(step.due_at, now + timedelta(milliseconds=50))
        message = sending(*earlier[-50:], life=timedelta(hours=2))
    pytest.fail(f"{kind} never ends")


def test_a_second_uncertain_call_is_the_last(sending: MakeMessage) -> None:
    step = after(sending(Kind.UNCERTAIN), Outcome(Kind.UNCERTAIN), NOW, 0.0)
    assert step == Step(State.UNDELIVERABLE, Reason.OUTCOME_UNKNOWN)


def test_an_outage_does_not_use_up_the_tries(sending: MakeMessage) -> None:
    step = after(sending(*[Kind.UNAVAILABLE] * 40), Outcome(Kind.UNAVAILABLE), NOW, 0.99)
    assert step.state is State.DEFERRED


def test_a_fresh_token_refused_as_well_needs_a_person(sending: MakeMessage) -> None:
    first = after(sending(), Outcome(Kind.TOKEN_REJECTED), NOW, 0.5)
    assert first.due_at == NOW
    second = after(sending(Kind.TOKEN_REJECTED), Outcome(Kind.TOKEN_REJECTED), NOW, 0.5)
    assert second.reason is Reason.OPERATOR_NEEDED
    assert second.due_at is not None
    assert second.due_at > NOW


def test_a_lost_claim_is_repeated_at_once_but_only_once(sending: MakeMessage, now: datetime) -> None:
    assert after_lost_claim(sending(), now) == Step(State.DEFERRED, Reason.OUTCOME_UNCERTAIN, now)
    assert after_lost_claim(sending(Kind.UNCERTAIN), now) == Step(State.UNDELIVERABLE, Reason.OUTCOME_UNKNOWN)


def test_a_lease_outlasts_three_calls() -> None:
    assert lease_for(timedelta(seconds=5)) > 3 * timedelta(seconds=5)
