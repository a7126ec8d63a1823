"""What a dossier asks to be paid, and what to make of a payment that comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum, auto

from shared.reference.working_calendar import OutsideCalendar, WorkingCalendar
from svc_dossier.domain.transitions import State

MAX_AMOUNT = 1_000_000_000
"""VND of one request, all items together."""
PAY_WITHIN = 10
"""Working days to pay where the office names no day."""


class PaymentRefusal(Enum):
    AMOUNT_TOO_HIGH = auto()
    PAY_BY_NOT_POSSIBLE = auto()
    """The last day to pay lies in the past, or is no working day that is known."""


class PaymentRefused(Exception):
    def __init__(self, reason: PaymentRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


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
    """Asked for in the state ``asked_in``, to which the dossier returns once it is paid; ``amount`` in VND."""

    id: str
    items: tuple[FeeItem, ...]
    amount: int
    asked_in: State
    asked_at: datetime
    pay_by: datetime | None = None
    settled: Settlement | None = None


def payment_request(
    request_id: str,
    items: Sequence[FeeItem],
    pay_by: date | None,
    *,
    asked_in: State,
    at: datetime,
    calendar: WorkingCalendar,
) -> PaymentRequest:
    """One request for all ``items``. Raises ``PaymentRefused``, or ``OutsideCalendar`` where no day is named."""
    amount = sum(item.amount for item in items)
    if amount > MAX_AMOUNT:
        raise PaymentRefused(PaymentRefusal.AMOUNT_TOO_HIGH)
    return PaymentRequest(
        id=request_id,
        items=tuple(items),
        amount=amount,
        asked_in=asked_in,
        asked_at=at,
        pay_by=_last_moment(pay_by, calendar.day_of(at), calendar),
    )


def _last_moment(pay_by: date | None, today: date, calendar: WorkingCalendar) -> datetime:
    if pay_by is None:
        return calendar.closing(calendar.add(today, PAY_WITHIN))
    try:
        if pay_by >= today and calendar.is_working(pay_by):
            return calendar.closing(pay_by)
    except OutsideCalendar:
        pass
    raise PaymentRefused(PaymentRefusal.PAY_BY_NOT_POSSIBLE)


class PaymentDecision(StrEnum):
    """What became of a payment; only the first two moved the dossier on."""

    SETTLED = "settled"
    SETTLED_LATE = "settled_late"
    SECOND = "second"
    WRONG_AMOUNT = "wrong_amount"
    CLOSED = "closed"
    UNKNOWN = "unknown"

    @property
    def settles(self) -> bool:
        return self in (PaymentDecision.SETTLED, PaymentDecision.SETTLED_LATE)

    @property
    def flagged(self) -> bool:
        return self is not PaymentDecision.SETTLED


def decide(state: State, requests: Sequence[PaymentRequest], request_id: str, paid: Settlement) -> PaymentDecision:
    """What ``paid`` for ``request_id`` does to a dossier in ``state``. A repeat changes nothing."""
    asked = next((request for request in requests if request.id == request_id), None)
    if asked is None:
        return PaymentDecision.UNKNOWN
    in_time = (
        PaymentDecision.SETTLED
        if asked.pay_by is None or paid.paid_at <= asked.pay_by
        else PaymentDecision.SETTLED_LATE
    )
    if asked.settled is not None:
        return in_time if asked.settled.payment_id == paid.payment_id else PaymentDecision.SECOND
    if paid.amount != asked.amount:
        return PaymentDecision.WRONG_AMOUNT
    if state is not State.PAYMENT_REQUESTED or asked is not requests[-1]:
        return PaymentDecision.CLOSED
    return in_time
