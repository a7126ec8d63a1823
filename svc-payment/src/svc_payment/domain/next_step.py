"""What happens next with a payment, as its payer is told: one sentence, true at the moment."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from svc_payment.domain.payment import GIVEN_UP, Payment, State


class NextStep(StrEnum):
    ASK_AGAIN = "ask_again"
    """The provider's answer is not here: the payer asks again, or chooses another way."""
    PAY = "pay"
    AWAIT_PROVIDER = "await_provider"
    PROVIDER_CHECKS = "provider_checks"
    OFFICER_CHECKS = "officer_checks"
    ENTRY = "entry"
    REFUND_APPROVAL = "refund_approval"
    REFUND = "refund"
    PAY_REST = "pay_rest"
    PAY_ANEW = "pay_anew"


_RULES: Sequence[tuple[NextStep, Callable[[Payment, int], bool]]] = (
    (NextStep.PROVIDER_CHECKS, lambda payment, _: payment.concludable),
    (NextStep.OFFICER_CHECKS, lambda payment, _: payment.state is State.HELD),
    (NextStep.ENTRY, lambda payment, _: payment.allocation_due),
    (NextStep.REFUND_APPROVAL, lambda payment, _: any(refund.awaits_approval for refund in payment.refunds)),
    (NextStep.REFUND, lambda payment, _: payment.refund_due > 0),
    (NextStep.ASK_AGAIN, lambda payment, _: payment.state is State.CREATED),
    (NextStep.PAY, lambda payment, _: payment.state is State.STARTED),
    (NextStep.AWAIT_PROVIDER, lambda payment, _: payment.state is State.SUBMITTED),
    (NextStep.PAY_REST, lambda payment, remaining: payment.allocated_amount > 0 and remaining > 0),
    (NextStep.PAY_ANEW, lambda payment, remaining: payment.state in GIVEN_UP and remaining > 0),
)
"""The first that holds. ``remaining``: what is still to be paid of the bill."""


def next_step(payment: Payment, remaining: int) -> NextStep | None:
    """``None``: nothing is left to do."""
    return next((step for step, holds in _RULES if holds(payment, remaining)), None)
