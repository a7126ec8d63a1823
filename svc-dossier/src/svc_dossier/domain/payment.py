"""What a dossier asks to be paid, and what to make of a payment that comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from svc_dossier.domain.transitions import State

MAX_AMOUNT = 1_000_000_000
"""VND of one request, all items together."""


@dataclass(frozen=True)
class FeeItem:
    """``amount`` in VND."""

    name: str
    amount: int


@dataclass(frozen=True)
class Settlement:
    """The payment that a request was settled with; ``amount`` in VND."""

    payment_id: str
    amount: int
    paid_at: datetime


@dataclass(frozen=True)
class PaymentRequest:
    """RequestedDocument in the state ``asked_in``, to which the dossier returns once it is paid; ``amount`` in VND."""

    id: str
    items: tuple[FeeItem, ...]
    amount: int
    asked_in: State
    asked_at: datetime
    pay_by: datetime | None = None
    settled: Settlement | None = None


class Verdict(StrEnum):
    """What became of a payment; only the first two moved the dossier on."""

    SETTLED = "settled"
    SETTLED_LATE = "settled_late"
    SECOND = "second"
    WRONG_AMOUNT = "wrong_amount"
    CLOSED = "closed"
    UNKNOWN = "unknown"

    @property
    def settles(self) -> bool:
        return self in (Verdict.SETTLED, Verdict.SETTLED_LATE)

    @property
    def flagged(self) -> bool:
        return self is not Verdict.SETTLED


def judge(state: State, requests: Sequence[PaymentRequest], request_id: str, paid: Settlement) -> Verdict:
    """What ``paid`` for ``request_id`` does to a dossier in ``state``. The same payment is judged alike each time."""
    asked = next((request for request in requests if request.id == request_id), None)
    if asked is None:
        return Verdict.UNKNOWN
    in_time = Verdict.SETTLED if asked.pay_by is None or paid.paid_at <= asked.pay_by else Verdict.SETTLED_LATE
    if asked.settled is not None:
        return in_time if asked.settled.payment_id == paid.payment_id else Verdict.SECOND
    if paid.amount != asked.amount:
        return Verdict.WRONG_AMOUNT
    if state is not State.PAYMENT_REQUESTED or asked is not requests[-1]:
        return Verdict.CLOSED
    return in_time
