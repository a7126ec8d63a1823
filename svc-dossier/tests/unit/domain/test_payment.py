"""What a payment does, whatever comes: only the one that fits moves the dossier, and only once."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_dossier.domain.payment import FeeItem, PaymentRequest, Settlement, Verdict, judge
from svc_dossier.domain.transitions import State

NOON = datetime(2026, 11, 2, 12, tzinfo=VIETNAM)
ASKED = PaymentRequest(
    "prq_1", (FeeItem("Lệ phí", 8_000),), 8_000, State.ACCEPTED, NOON, pay_by=NOON + timedelta(days=1)
)
PAID = Settlement("pay_1", 8_000, NOON)
WAITS = State.PAYMENT_REQUESTED


def test_each_verdict() -> None:
    settled = replace(ASKED, settled=PAID)
    again = replace(ASKED, id="prq_2")
    assert judge(WAITS, [ASKED], "prq_1", PAID) is Verdict.SETTLED
    assert judge(WAITS, [ASKED], "prq_1", replace(PAID, paid_at=NOON + timedelta(days=2))) is Verdict.SETTLED_LATE
    assert judge(WAITS, [ASKED], "prq_1", replace(PAID, amount=7_999)) is Verdict.WRONG_AMOUNT
    assert judge(WAITS, [ASKED], "prq_9", PAID) is Verdict.UNKNOWN
    assert judge(State.WITHDRAWN, [ASKED], "prq_1", PAID) is Verdict.CLOSED
    assert judge(State.ACCEPTED, [settled], "prq_1", replace(PAID, payment_id="pay_2")) is Verdict.SECOND
    assert judge(State.ACCEPTED, [settled], "prq_1", PAID) is Verdict.SETTLED
    assert judge(WAITS, [settled, again], "prq_1", replace(PAID, payment_id="pay_2")) is Verdict.SECOND


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
        verdict = judge(state, [request], "prq_1", payment)
        if verdict.settles and request.settled is None:
            request, state = replace(request, settled=payment), State.ACCEPTED
        if verdict.settles:
            assert request.settled is not None
            assert payment.payment_id == request.settled.payment_id
        else:
            assert verdict.flagged
    fitting = [payment for payment in paid if payment.amount == 8_000]
    assert (request.settled or None) == (fitting[0] if fitting else None)
