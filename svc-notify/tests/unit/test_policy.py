from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.policy import RULES, Channel, Facts, Verdict, decide, next_look
from svc_notify.domain.reasons import Reason

FACTS = st.builds(
    Facts,
    contact_known=st.booleans(),
    follows=st.booleans(),
    has_oa_user_id=st.booleans(),
    template_approved=st.booleans(),
    parameters_fit=st.booleans(),
    useful=st.booleans(),
    waited=st.timedeltas(timedelta(0), timedelta(days=7)),
)
REACHABLE = Facts(
    contact_known=True,
    follows=True,
    has_oa_user_id=True,
    template_approved=True,
    parameters_fit=True,
    useful=True,
    waited=timedelta(0),
)


def but(**changed: object) -> Facts:
    return Facts(**{**vars(REACHABLE), **changed})


@pytest.mark.parametrize(
    ("facts", "verdict", "reason"),
    [
        (REACHABLE, Verdict.SEND, None),
        (but(useful=False), Verdict.INBOX_ONLY, Reason.EXPIRED),
        (but(template_approved=False), Verdict.INBOX_ONLY, Reason.TEMPLATE_NOT_APPROVED),
        (but(parameters_fit=False), Verdict.INBOX_ONLY, Reason.PARAMETERS_UNFIT),
        (but(contact_known=False), Verdict.WAIT, Reason.RECIPIENT_UNKNOWN),
        (but(contact_known=False, waited=timedelta(minutes=15)), Verdict.INBOX_ONLY, Reason.RECIPIENT_UNKNOWN),
        (but(follows=False), Verdict.INBOX_ONLY, Reason.NOT_FOLLOWING),
        (but(has_oa_user_id=False), Verdict.INBOX_ONLY, Reason.NO_OA_USER_ID),
    ],
)
def test_each_rule_decides(facts: Facts, verdict: Verdict, reason: Reason | None) -> None:
    decision = decide(facts)
    assert (decision.verdict, decision.reason) == (verdict, reason)


@given(FACTS)
def test_the_inbox_always_has_the_message_and_a_refusal_always_has_a_reason(facts: Facts) -> None:
    decision = decide(facts)
    assert Channel.INBOX in decision.channels
    assert (decision.verdict is Verdict.SEND) == (decision.reason is None)
    assert (decision.verdict is Verdict.SEND) == (Channel.ZALO_OA_TEMPLATE in decision.channels)


@given(FACTS)
def test_nothing_is_sent_to_somebody_who_cannot_or_would_not_get_it(facts: Facts) -> None:
    if decide(facts).verdict is Verdict.SEND:
        assert facts == but(waited=facts.waited)


def test_every_reason_is_explained_in_vietnamese() -> None:
    explanations = [reason.explanation for reason in Reason]
    assert len(set(explanations)) == len(Reason)
    assert all(text.endswith(".") and len(text) > 15 for text in explanations)
    assert all(rule.condition for rule in RULES)


@given(st.timedeltas(timedelta(0), timedelta(minutes=15)))
def test_a_waiting_message_is_looked_at_soon_then_less_often(waited: timedelta) -> None:
    assert timedelta(seconds=1) <= next_look(waited) <= timedelta(minutes=1)
