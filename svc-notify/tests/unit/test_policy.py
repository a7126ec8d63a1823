from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.policy import (
    CEILING,
    CHANNEL_RULES,
    COST,
    MESSAGE_RULES,
    ORDER,
    Channel,
    Facts,
    PushAction,
    Urgency,
    cost,
    decide,
    next_look,
)
from svc_notify.domain.reasons import Reason

CS, TEMPLATE, MINI_APP, ZNS = (
    Channel.ZALO_OA_CS,
    Channel.ZALO_OA_TEMPLATE,
    Channel.ZALO_MINI_APP,
    Channel.ZNS,
)
IN_USE = frozenset({CS, TEMPLATE, MINI_APP, ZNS})
SETS = st.frozensets(st.sampled_from(ORDER))
FACTS = st.builds(
    Facts,
    urgency=st.sampled_from(Urgency),
    channels=SETS,
    wanted=SETS,
    templates=SETS,
    low_quota=SETS,
    refused=st.dictionaries(st.sampled_from(ORDER), st.sampled_from(Reason)),
    is_pushed=st.booleans(),
    is_news=st.booleans(),
    useful=st.booleans(),
    superseded=st.booleans(),
    held=st.booleans(),
    parameters_fit=st.booleans(),
    text_fits=st.booleans(),
    quiet=st.booleans(),
    contact_known=st.booleans(),
    follows=st.booleans(),
    has_oa_user_id=st.booleans(),
    in_reply_window=st.booleans(),
    in_free_window=st.booleans(),
    replies_left=st.booleans(),
    replies_low=st.booleans(),
    has_phone=st.booleans(),
    waited=st.timedeltas(timedelta(0), timedelta(days=7)),
)
REACHABLE = Facts(
    urgency=Urgency.NORMAL,
    channels=IN_USE,
    wanted=IN_USE,
    templates=IN_USE,
    follows=True,
    has_oa_user_id=True,
    in_reply_window=True,
    in_free_window=True,
    has_phone=True,
)
OUTSIDE = replace(REACHABLE, in_free_window=False)
BUYING = replace(OUTSIDE, replies_left=True)
NO_FOLLOWER = replace(REACHABLE, follows=False)


@pytest.mark.parametrize(
    ("facts", "action", "channel", "reason"),
    [
        (REACHABLE, PushAction.SEND, CS, None),
        (OUTSIDE, PushAction.SEND, TEMPLATE, None),
        (BUYING, PushAction.SEND, CS, None),
        (replace(BUYING, in_reply_window=False), PushAction.SEND, TEMPLATE, None),
        (replace(BUYING, replies_low=True), PushAction.SEND, TEMPLATE, None),
        (replace(BUYING, replies_low=True, urgency=Urgency.URGENT), PushAction.SEND, CS, None),
        (replace(REACHABLE, replies_low=True), PushAction.SEND, CS, None),
        (replace(REACHABLE, text_fits=False), PushAction.SEND, TEMPLATE, None),
        (replace(OUTSIDE, parameters_fit=False), PushAction.INBOX_ONLY, None, Reason.PARAMETERS_UNFIT),
        (NO_FOLLOWER, PushAction.SEND, MINI_APP, None),
        (replace(NO_FOLLOWER, templates={ZNS}), PushAction.SEND, ZNS, None),
        (replace(NO_FOLLOWER, templates={ZNS}, urgency=Urgency.LOW), PushAction.INBOX_ONLY, None, None),
        (replace(NO_FOLLOWER, templates={ZNS}, has_phone=False), PushAction.INBOX_ONLY, None, None),
        (replace(REACHABLE, useful=False), PushAction.INBOX_ONLY, None, Reason.EXPIRED),
        (replace(REACHABLE, is_pushed=False), PushAction.INBOX_ONLY, None, Reason.NOT_A_MILESTONE),
        (replace(REACHABLE, superseded=True), PushAction.INBOX_ONLY, None, Reason.COALESCED),
        (replace(REACHABLE, wanted=frozenset()), PushAction.INBOX_ONLY, None, Reason.NOT_WANTED),
        (replace(REACHABLE, channels=frozenset()), PushAction.INBOX_ONLY, None, Reason.NO_CHANNEL),
        (replace(REACHABLE, contact_known=False), PushAction.WAIT, CS, Reason.RECIPIENT_UNKNOWN),
        (replace(REACHABLE, held=True), PushAction.WAIT, CS, Reason.HELD_TO_COALESCE),
        (replace(OUTSIDE, quiet=True), PushAction.WAIT, TEMPLATE, Reason.NIGHT_HOURS),
        (replace(REACHABLE, quiet=True), PushAction.WAIT, CS, Reason.NIGHT_HOURS),
        (replace(REACHABLE, quiet=True, urgency=Urgency.URGENT), PushAction.SEND, CS, None),
        (replace(OUTSIDE, quiet=True, urgency=Urgency.URGENT), PushAction.WAIT, TEMPLATE, Reason.NIGHT_HOURS),
        (replace(OUTSIDE, low_quota={TEMPLATE}), PushAction.SEND, MINI_APP, None),
        (replace(OUTSIDE, low_quota=IN_USE), PushAction.WAIT, TEMPLATE, Reason.QUOTA_KEPT),
        (replace(OUTSIDE, low_quota=IN_USE, urgency=Urgency.URGENT), PushAction.SEND, TEMPLATE, None),
        (replace(OUTSIDE, refused={TEMPLATE: Reason.TEMPLATE_REFUSED}), PushAction.SEND, MINI_APP, None),
    ],
)
def test_where_a_message_goes(facts: Facts, action: PushAction, channel: Channel | None, reason: Reason | None) -> None:
    decision = decide(facts)
    assert (decision.action, decision.channel) == (action, channel)
    if reason is not None:
        assert decision.reason is reason


def test_the_other_channels_are_named_with_why_not_and_the_next_one_is_known() -> None:
    decision = decide(replace(OUTSIDE, templates={TEMPLATE, ZNS}))
    assert decision.considered == ((CS, Reason.OUTSIDE_FREE_WINDOW), (MINI_APP, Reason.TEMPLATE_NOT_APPROVED))
    assert (decision.channel, decision.spare) == (TEMPLATE, ZNS)


def test_when_all_have_said_no_the_last_answer_is_the_reason() -> None:
    refused = {TEMPLATE: Reason.TEMPLATE_REFUSED, ZNS: Reason.RECIPIENT_DECLINED}
    assert decide(replace(OUTSIDE, channels={TEMPLATE, ZNS}, refused=refused)).reason is Reason.RECIPIENT_DECLINED


def test_nothing_waits_for_the_contact_on_a_channel_that_is_too_expensive() -> None:
    unknown = replace(OUTSIDE, urgency=Urgency.LOW, contact_known=False)
    alone = decide(replace(unknown, channels={ZNS}))
    assert (alone.action, alone.reason) == (PushAction.INBOX_ONLY, Reason.TOO_EXPENSIVE)
    assert decide(replace(unknown, channels={TEMPLATE, ZNS})).spare is None


@given(FACTS)
def test_one_decision_for_the_same_facts_and_every_refusal_and_wait_has_a_reason(facts: Facts) -> None:
    decision = decide(facts)
    assert decide(replace(facts)) == decision
    assert (decision.action is PushAction.SEND) == (decision.reason is None)
    assert (decision.channel is None) == (decision.action is PushAction.INBOX_ONLY)
    named = [channel for channel, _ in decision.considered]
    assert len(set(named)) == len(named)
    assert decision.channel not in named


@given(FACTS)
def test_nothing_goes_where_the_citizen_did_not_want_it_or_where_it_was_refused(facts: Facts) -> None:
    decision = decide(facts)
    for channel in (decision.channel, decision.spare):
        if channel is not None:
            assert channel in facts.channels
            assert channel in facts.wanted
            assert channel not in facts.refused
            assert cost(channel, facts) <= CEILING[facts.urgency]


@given(FACTS)
def test_the_night_defers_and_never_drops(facts: Facts) -> None:
    by_day, by_night = decide(replace(facts, quiet=False)), decide(replace(facts, quiet=True))
    assert (by_night.action is PushAction.INBOX_ONLY) == (by_day.action is PushAction.INBOX_ONLY)
    if by_night.action is PushAction.SEND:
        urgent = by_night.channel is CS and facts.urgency is Urgency.URGENT
        assert urgent or by_night.channel is Channel.CONSOLE


@given(FACTS)
def test_little_quota_is_kept_for_what_is_urgent(facts: Facts) -> None:
    decision = decide(facts)
    if decision.action is PushAction.SEND and decision.channel in facts.low_quota:
        assert facts.urgency is Urgency.URGENT


def test_every_channel_has_its_price_and_every_rule_and_reason_its_words() -> None:
    assert {*ORDER} == {*COST} == {*Channel} - {Channel.INBOX}
    explanations = [reason.explanation for reason in Reason]
    assert len(set(explanations)) == len(Reason)
    assert all(text.endswith(".") and len(text) > 15 for text in explanations)
    assert all(rule.condition for rule in MESSAGE_RULES)
    assert all(rule.condition and rule.channels for rule in CHANNEL_RULES)


@given(FACTS)
def test_a_reply_is_free_or_bought_within_seven_days_of_the_citizens_last_word(facts: Facts) -> None:
    if decide(facts).channel is CS and facts.contact_known:
        assert facts.in_reply_window
        assert (cost(CS, facts) == 0) == facts.in_free_window
        assert facts.in_free_window or (
            facts.replies_left and (not facts.replies_low or facts.urgency is Urgency.URGENT)
        )


@given(st.timedeltas(timedelta(0), timedelta(minutes=15)))
def test_a_waiting_message_is_looked_at_soon_then_less_often(waited: timedelta) -> None:
    assert timedelta(seconds=1) <= next_look(waited) <= timedelta(minutes=1)
