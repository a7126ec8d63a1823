from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc_notify.domain.delivery import (
    Call,
    DeliveryContext,
    Step,
    lease_for,
    let_go_at,
    next_step,
    plan_delivery,
    refusals,
    step_after_lost_claim,
)
from svc_notify.domain.link import Link
from svc_notify.domain.message import TRANSITIONS, Attempt, Decided, State, claimed
from svc_notify.domain.milestones import Push, Stage
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass
from svc_notify.domain.policy import Channel, Decision, PushAction, Urgency
from svc_notify.domain.preferences import Preferences, Purpose
from svc_notify.domain.reasons import Reason
from svc_notify.domain.templates import Template

from .conftest import NOW, MakeMessage

PUSH = Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.RESULT_READY)
DRAW = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [
        (OutcomeClass.ACCEPTED, State.ACCEPTED, None),
        (OutcomeClass.RETRY, State.DEFERRED, Reason.TEMPORARY_FAILURE),
        (OutcomeClass.THROTTLED, State.DEFERRED, Reason.THROTTLED),
        (OutcomeClass.UNAVAILABLE, State.DEFERRED, Reason.CHANNEL_UNAVAILABLE),
        (OutcomeClass.UNCERTAIN, State.DEFERRED, Reason.OUTCOME_UNCERTAIN),
        (OutcomeClass.SERVER_ERROR, State.DEFERRED, Reason.OUTCOME_UNCERTAIN),
        (OutcomeClass.TOKEN_REJECTED, State.DEFERRED, Reason.TOKEN_REJECTED),
        (OutcomeClass.DEFER_TO_MORNING, State.DEFERRED, Reason.NIGHT_HOURS),
        (OutcomeClass.DEFER_TO_NEXT_DAY, State.DEFERRED, Reason.QUOTA_SPENT),
        (OutcomeClass.OPERATOR, State.DEFERRED, Reason.OPERATOR_NEEDED),
        (OutcomeClass.PERMANENT, State.UNDELIVERABLE, Reason.UNKNOWN_ANSWER),
        (OutcomeClass.OUR_BUG, State.UNDELIVERABLE, Reason.MALFORMED_REQUEST),
    ],
)
def test_what_follows_from_each_class(
    sending: MakeMessage, kind: OutcomeClass, state: State, reason: Reason | None
) -> None:
    step = next_step(sending(), DeliveryOutcome(kind), NOW, 0.5)
    assert (step.state, step.reason) == (state, reason)


@pytest.mark.parametrize("kind", [OutcomeClass.PERMANENT, OutcomeClass.OUR_BUG])
def test_after_a_no_the_spare_channel_is_asked_at_once(sending: MakeMessage, kind: OutcomeClass) -> None:
    step = next_step(sending(), DeliveryOutcome(kind, Reason.NOT_FOLLOWING), NOW, 0.5, Channel.ZNS)
    assert (step.state, step.due_at, step.channel) == (State.DEFERRED, NOW, Channel.ZNS)


def test_after_an_ended_ladder_too(sending: MakeMessage) -> None:
    earlier = [OutcomeClass.RETRY] * 4
    assert next_step(sending(*earlier[:3]), DeliveryOutcome(OutcomeClass.RETRY), NOW, 0.5, Channel.ZNS).channel is None
    step = next_step(sending(*earlier), DeliveryOutcome(OutcomeClass.RETRY), NOW, 0.5, Channel.ZNS)
    assert (step.reason, step.channel) == (Reason.RETRIES_EXHAUSTED, Channel.ZNS)
    assert next_step(sending(*earlier), DeliveryOutcome(OutcomeClass.RETRY), NOW, 0.5) == Step(
        State.UNDELIVERABLE, Reason.RETRIES_EXHAUSTED
    )


@given(st.lists(st.sampled_from(OutcomeClass), max_size=5), st.sampled_from(OutcomeClass), DRAW)
def test_where_a_call_may_have_arrived_no_other_channel_is_asked(
    sending: MakeMessage, earlier: list[OutcomeClass], kind: OutcomeClass, draw: float
) -> None:
    step = next_step(sending(*earlier, OutcomeClass.UNCERTAIN), DeliveryOutcome(kind), NOW, draw, Channel.ZNS)
    assert step.channel is None
    assert next_step(sending(*earlier), DeliveryOutcome(OutcomeClass.UNCERTAIN), NOW, draw, Channel.ZNS).channel is None


@given(st.lists(st.sampled_from(OutcomeClass), max_size=12), st.booleans())
def test_a_channel_that_said_no_is_found_among_the_attempts_until_it_is_asked_afresh(
    sending: MakeMessage, earlier: list[OutcomeClass], afresh: bool
) -> None:
    message = replace(sending(*earlier), afresh_at=NOW + timedelta(seconds=1) if afresh else None)
    no = OutcomeClass.PERMANENT in earlier or OutcomeClass.OUR_BUG in earlier or earlier.count(OutcomeClass.RETRY) >= 5
    assert (Channel.ZALO_OA_TEMPLATE in refusals(message)) == (no and not afresh)


def test_an_uncertain_call_by_phone_number_waits_for_its_receipt(sending: MakeMessage) -> None:
    message = sending()
    by_phone = replace(message, attempts=(replace(message.attempts[0], channel=Channel.ZNS),))
    step = next_step(by_phone, DeliveryOutcome(OutcomeClass.UNCERTAIN), NOW, 0.0)
    assert step.due_at == NOW + timedelta(minutes=5)
    lost = step_after_lost_claim(by_phone, NOW)
    assert (lost.reason, lost.due_at) == (Reason.OUTCOME_UNCERTAIN, NOW + timedelta(minutes=5))
    assert step_after_lost_claim(replace(by_phone, delivered_at=NOW), NOW) == Step(State.ACCEPTED)


def test_a_permanent_refusal_keeps_its_own_reason(sending: MakeMessage) -> None:
    step = next_step(sending(), DeliveryOutcome(OutcomeClass.PERMANENT, Reason.NOT_FOLLOWING, -213), NOW, 0.5)
    assert step == Step(State.UNDELIVERABLE, Reason.NOT_FOLLOWING)


@given(st.lists(st.sampled_from(OutcomeClass), max_size=30), st.sampled_from(OutcomeClass), DRAW)
def test_every_step_is_an_edge_of_the_table_and_ends_with_the_useful_life(
    sending: MakeMessage, earlier: list[OutcomeClass], kind: OutcomeClass, draw: float
) -> None:
    message = sending(*earlier)
    step = next_step(message, DeliveryOutcome(kind), NOW, draw)
    assert step.state in TRANSITIONS[State.SENDING]
    if step.state is State.DEFERRED:
        assert step.reason is not None
        assert step.due_at is not None
        assert NOW <= step.due_at < message.expires_at
    else:
        assert step.due_at is None
    assert (step.state is State.ACCEPTED) == (kind is OutcomeClass.ACCEPTED)


@settings(deadline=None, max_examples=settings().max_examples // 2)
@given(st.sampled_from(OutcomeClass), st.floats(0.1, 1, exclude_max=True))
def test_no_message_is_tried_for_ever(sending: MakeMessage, kind: OutcomeClass, draw: float) -> None:
    """Always answered alike, a message settles, if only by its age."""
    message, now = sending(life=timedelta(hours=2)), NOW
    earlier: list[OutcomeClass] = []
    for _ in range(3_000):
        step = next_step(message, DeliveryOutcome(kind), now, draw)
        if step.due_at is None:
            return
        earlier.append(kind)
        now = max(step.due_at, now + timedelta(milliseconds=50))
        message = sending(*earlier[-50:], life=timedelta(hours=2))
    pytest.fail(f"{kind} never ends")


def test_a_second_uncertain_call_is_the_last(sending: MakeMessage) -> None:
    step = next_step(sending(OutcomeClass.UNCERTAIN), DeliveryOutcome(OutcomeClass.UNCERTAIN), NOW, 0.0)
    assert step == Step(State.UNDELIVERABLE, Reason.OUTCOME_UNKNOWN)


@pytest.mark.parametrize("first", [OutcomeClass.UNCERTAIN, OutcomeClass.SERVER_ERROR])
def test_a_second_uncertain_call_is_the_last_by_whatever_way_the_first_went(
    sending: MakeMessage, first: OutcomeClass
) -> None:
    message = sending(first)
    message = replace(message, attempts=(replace(message.attempts[0], channel=Channel.ZNS), *message.attempts[1:]))
    step = next_step(message, DeliveryOutcome(OutcomeClass.UNCERTAIN), NOW, 0.0)
    assert step == Step(State.UNDELIVERABLE, Reason.OUTCOME_UNKNOWN)


def test_a_server_that_fails_is_asked_five_times_over_hours(sending: MakeMessage) -> None:
    """The server may have told the citizen each time that it failed."""
    now = NOW
    earlier: list[OutcomeClass] = []
    for _ in range(4):
        step = next_step(sending(*earlier), DeliveryOutcome(OutcomeClass.SERVER_ERROR), now, 0.99, Channel.ZNS)
        assert (step.state, step.reason, step.channel) == (State.DEFERRED, Reason.OUTCOME_UNCERTAIN, None)
        assert step.due_at is not None
        now, earlier = step.due_at, [*earlier, OutcomeClass.SERVER_ERROR]
    assert timedelta(hours=2) < now - NOW < timedelta(hours=3)
    last = next_step(sending(*earlier), DeliveryOutcome(OutcomeClass.SERVER_ERROR), now, 0.99, Channel.ZNS)
    assert last == Step(State.UNDELIVERABLE, Reason.OUTCOME_UNKNOWN)


def test_an_outage_does_not_use_up_the_tries(sending: MakeMessage) -> None:
    step = next_step(sending(*[OutcomeClass.UNAVAILABLE] * 40), DeliveryOutcome(OutcomeClass.UNAVAILABLE), NOW, 0.99)
    assert step.state is State.DEFERRED


def test_a_fresh_token_refused_as_well_needs_a_person(sending: MakeMessage) -> None:
    first = next_step(sending(), DeliveryOutcome(OutcomeClass.TOKEN_REJECTED), NOW, 0.5)
    assert first.due_at == NOW
    second = next_step(sending(OutcomeClass.TOKEN_REJECTED), DeliveryOutcome(OutcomeClass.TOKEN_REJECTED), NOW, 0.5)
    assert second.reason is Reason.OPERATOR_NEEDED
    assert second.due_at is not None
    assert second.due_at > NOW


def test_a_lost_claim_is_repeated_at_once_but_only_once(sending: MakeMessage, now: datetime) -> None:
    assert step_after_lost_claim(sending(), now) == Step(State.DEFERRED, Reason.OUTCOME_UNCERTAIN, now)
    assert step_after_lost_claim(sending(OutcomeClass.UNCERTAIN), now) == Step(
        State.UNDELIVERABLE, Reason.OUTCOME_UNKNOWN
    )


def test_a_lease_outlasts_three_calls() -> None:
    assert lease_for(timedelta(seconds=5)) > 3 * timedelta(seconds=5)


@given(st.lists(st.sampled_from(OutcomeClass), min_size=1, max_size=40), DRAW)
def test_whatever_the_channels_answer_none_is_asked_after_its_no_and_at_most_two_calls_stay_unknown(
    sending: MakeMessage, template: Template, answers: list[OutcomeClass], draw: float
) -> None:
    """The way of one message with two channels in use, to its end or the end of the answers."""
    link = Link("cit_1", "3000000000000000003", "2000000000000000002", True, phone="84900000001")
    both = frozenset({Channel.ZALO_OA_TEMPLATE, Channel.ZNS})
    context = DeliveryContext(PUSH, link, Preferences(), template, both, both)
    message, now = replace(sending(), milestone="result_ready", attempts=(), params={}, state=State.PLANNED), NOW
    for kind in answers:
        planned = plan_delivery(message, context, now, draw)
        if not isinstance(planned, Call):
            assert planned.state in (State.INBOX_ONLY, State.UNDELIVERABLE)
            assert planned.reason is not None
            break
        assert planned.channel not in refusals(message)
        begun = claimed(message, Attempt(f"clm_{len(message.attempts)}", planned.channel, now), now)
        step = next_step(begun, DeliveryOutcome(kind, Reason.TEMPLATE_REFUSED), now, draw, planned.decision.spare)
        ended = replace(begun.attempts[-1], at=now, outcome=kind)
        message = replace(begun, state=step.state, attempts=(*message.attempts, ended))
        assert sum(one.outcome is OutcomeClass.UNCERTAIN for one in message.attempts) <= 2
        if step.due_at is None:
            break
        now = step.due_at
    unknown = [n for n, one in enumerate(message.attempts) if one.outcome is OutcomeClass.UNCERTAIN]
    if unknown:
        assert len({one.channel for one in message.attempts[unknown[0] :]}) == 1


def test_what_was_held_on_purpose_is_late_from_the_end_of_that(sending: MakeMessage) -> None:
    night, morning = NOW + timedelta(hours=14), NOW + timedelta(hours=21, minutes=15)  # 23:00, and 06:15 in Vietnam
    waiting = Decided(night, Decision(PushAction.WAIT, Channel.ZALO_OA_TEMPLATE, Reason.NIGHT_HOURS))
    assert let_go_at(replace(sending(), at=night, decisions=(waiting,))) == morning
    refused = replace(sending(OutcomeClass.DEFER_TO_MORNING).attempts[0], at=night)
    assert let_go_at(replace(sending(), at=night, attempts=(refused,))) == morning
    minute = timedelta(minutes=1)
    assert let_go_at(replace(sending(), not_before=NOW + minute)) == NOW + minute


def test_what_waited_for_us_is_late_from_its_event(sending: MakeMessage) -> None:
    minute = timedelta(minutes=1)
    planned_late = replace(sending(), created_at=NOW + minute, not_before=NOW + minute)
    assert let_go_at(planned_late) == NOW
    spent = Decided(NOW, Decision(PushAction.WAIT, Channel.ZALO_OA_TEMPLATE, Reason.QUOTA_KEPT))
    assert let_go_at(replace(sending(OutcomeClass.THROTTLED), decisions=(spent,))) == NOW
