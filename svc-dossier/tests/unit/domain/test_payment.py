"""What a payment does, whatever comes: only the one that fits moves the dossier, and only once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.payment import (
    MAX_AMOUNT,
    FeeItem,
    PaymentDecision,
    PaymentRefusal,
    PaymentRefused,
    PaymentRequest,
    Settlement,
    decide,
    payment_request,
)
from svc_dossier.domain.transitions import State

CALENDAR = Calendars().current
NOON = datetime(2026, 11, 2, 12, tzinfo=VIETNAM)
ASKED = PaymentRequest(
    "prq_1", (FeeItem("Lệ phí", 8_000),), 8_000, State.ACCEPTED, NOON, pay_by=NOON + timedelta(days=1)
)
PAID = Settlement("pay_1", 8_000, NOON)
WAITS = State.PAYMENT_REQUESTED


def test_each_decision() -> None:
    settled = replace(ASKED, settled=PAID)
    again = replace(ASKED, id="prq_2")
    assert decide(WAITS, [ASKED], "prq_1", PAID) is PaymentDecision.SETTLED
    assert (
        decide(WAITS, [ASKED], "prq_1", replace(PAID, paid_at=NOON + timedelta(days=2))) is PaymentDecision.SETTLED_LATE
    )
    assert decide(WAITS, [ASKED], "prq_1", replace(PAID, amount=7_999)) is PaymentDecision.WRONG_AMOUNT
    assert decide(WAITS, [ASKED], "prq_9", PAID) is PaymentDecision.UNKNOWN
    assert decide(State.WITHDRAWN, [ASKED], "prq_1", PAID) is PaymentDecision.CLOSED
    assert decide(State.ACCEPTED, [settled], "prq_1", replace(PAID, payment_id="pay_2")) is PaymentDecision.SECOND
    assert decide(State.ACCEPTED, [settled], "prq_1", PAID) is PaymentDecision.SETTLED
    assert decide(WAITS, [settled, again], "prq_1", replace(PAID, payment_id="pay_2")) is PaymentDecision.SECOND


payments = st.lists(
    st.builds(
        Settlement,
        payment_id=st.sampled_from(["pay_1", "pay_2", "pay_3"]),
        amount=st.sampled_from([8_000, 1, 16_000]),
        paid_at=st.just(NOON),
    ),
    max_size=12,
)


@given(payments)
def test_at_most_one_payment_settles_and_it_is_the_first_that_fits(paid: list[Settlement]) -> None:
    request, state = ASKED, WAITS
    for payment in paid:
        decision = decide(state, [request], "prq_1", payment)
        if decision.settles and request.settled is None:
            request, state = replace(request, settled=payment), State.ACCEPTED
        if decision.settles:
            assert request.settled is not None
            assert payment.payment_id == request.settled.payment_id
        else:
            assert decision.flagged
    fitting = [payment for payment in paid if payment.amount == 8_000]
    assert (request.settled or None) == (fitting[0] if fitting else None)


def refusal(**change: Any) -> PaymentRefusal:
    with pytest.raises(PaymentRefused) as refused:
        requested(**change)
    return refused.value.reason


def requested(amount: int = 8_000, pay_by: date | None = None) -> PaymentRequest:
    items = (FeeItem("Lệ phí", amount), FeeItem("Phí", 2_000))
    return payment_request("prq_1", items, pay_by, asked_in=State.ACCEPTED, at=NOON, calendar=CALENDAR)


def test_a_request_sums_its_items_and_leaves_ten_working_days() -> None:
    asked = requested()
    assert (asked.amount, asked.asked_in, asked.settled) == (10_000, State.ACCEPTED, None)
    assert asked.pay_by == datetime(2026, 11, 16, 17, tzinfo=VIETNAM)
    assert requested(pay_by=NOON.date()).pay_by == datetime(2026, 11, 2, 17, tzinfo=VIETNAM)


def test_a_sum_has_a_limit_and_the_last_day_is_a_working_day_to_come() -> None:
    assert requested(amount=MAX_AMOUNT - 2_000).amount == MAX_AMOUNT
    assert refusal(amount=MAX_AMOUNT - 1_999) is PaymentRefusal.AMOUNT_TOO_HIGH
    for day in (NOON.date() - timedelta(days=3), date(2026, 11, 8), CALENDAR.last + timedelta(days=1)):
        assert refusal(pay_by=day) is PaymentRefusal.PAY_BY_NOT_POSSIBLE
