"""What happens next with a payment, as its payer is told: one sentence, true at the moment."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import GIVEN_UP, Payment, State


class NextStep(StrEnum):
    ASK_AGAIN = "ask_again"
    """The provider's answer is not here: the payer asks again, or chooses another way."""
    NOT_NEEDED = "not_needed"
    """What it is for was paid by another way meanwhile: whatever is paid now is given back."""
    PAY_CASH = "pay_cash"
    """The payer chose the payee's counter, where the bill's code is asked for."""
    PAY = "pay"
    AWAIT_PROVIDER = "await_provider"
    PROVIDER_CHECKS = "provider_checks"
    OFFICER_CHECKS = "officer_checks"
    ENTRY = "entry"
    REFUND_APPROVAL = "refund_approval"
    REFUND = "refund"
    PAY_REST = "pay_rest"
    PAY_ANEW = "pay_anew"


_UNPAID = (State.CREATED, State.STARTED)
_RULES: Sequence[tuple[NextStep, Callable[[Payment, Bill | None], bool]]] = (
    (NextStep.PROVIDER_CHECKS, lambda payment, _: payment.concludable),
    (NextStep.OFFICER_CHECKS, lambda payment, _: payment.state is State.HELD),
    (NextStep.ENTRY, lambda payment, _: payment.allocation_due),
    (NextStep.REFUND_APPROVAL, lambda payment, _: any(refund.awaits_approval for refund in payment.refunds)),
    (NextStep.REFUND, lambda payment, _: payment.refund_due > 0),
    (NextStep.NOT_NEEDED, lambda payment, bill: payment.state in _UNPAID and not _takes(bill, payment)),
    (NextStep.PAY_CASH, lambda payment, bill: payment.awaits_cash and _takes(bill, payment)),
    (NextStep.ASK_AGAIN, lambda payment, _: payment.state is State.CREATED),
    (NextStep.PAY, lambda payment, _: payment.state is State.STARTED),
    (NextStep.AWAIT_PROVIDER, lambda payment, _: payment.state is State.SUBMITTED),
    (NextStep.PAY_REST, lambda payment, bill: payment.allocated_amount > 0 and _owed(bill)),
    (NextStep.PAY_ANEW, lambda payment, bill: payment.state in GIVEN_UP and _owed(bill)),
)
"""The first that holds."""


def next_step(payment: Payment, bill: Bill | None) -> NextStep | None:
    """``None``: nothing is left to do."""
    return next((step for step, holds in _RULES if holds(payment, bill)), None)


def _owed(bill: Bill | None) -> bool:
    return bill is not None and bill.remaining > 0


def _takes(bill: Bill | None, payment: Payment) -> bool:
    """Whether the bill still takes all that the payer was asked for."""
    return bill is None or bill.still_takes(payment.items) >= payment.amount
