"""What other services are told, as events."""

from collections.abc import Sequence
from datetime import datetime

from shared.events import Event, new_event
from svc_payment import SERVICE
from svc_payment.domain.bill import Bill
from svc_payment.domain.events import (
    BillChanged,
    PaymentHeld,
    PaymentPaid,
    PaymentRefunded,
    RefundDue,
    ShopChanged,
    event_type,
)
from svc_payment.domain.ledger import Entry
from svc_payment.domain.payment import Payment, State
from svc_payment.domain.refund import Refund
from svc_payment.domain.shop import Shop


def money_events(before: Payment, after: Payment, at: datetime) -> list[Event]:
    """What is told of the first money for a dossier's fee, and of money that an officer has to look at."""
    return [*_first_money_event(before, after, at), *_held_event(before, after, at)]


def _first_money_event(before: Payment, after: Payment, at: datetime) -> list[Event]:
    if before.received or not after.received or "dossier_id" not in after.dossier:
        return []
    payload = PaymentPaid(
        dossier_id=after.dossier["dossier_id"],
        payment_request_id=after.dossier["payment_request_id"],
        amount=after.received,
        paid_at=after.paid_at or at,
        collected_by=after.collected_by,
    )
    return [_event("payment.paid", after.id, after.version, at, payload)]


def _held_event(before: Payment, after: Payment, at: datetime) -> list[Event]:
    came = after.received - before.received
    if after.state is not State.HELD or not came:
        return []
    payload = PaymentHeld(
        citizen_id=after.payer,
        bill_id=after.bill_id,
        title=after.description,
        payee_id=after.payee_id,
        payee_name=after.payee_name,
        amount=came,
        expected=after.amount,
        received_at=at,
        **_of_dossier(after),
    )
    return [_event("payment.held", after.id, after.version, at, payload)]


def allocation_events(payment: Payment, bill: Bill | None, transaction: Entry, covered: bool) -> list[Event]:
    """What is told of ``transaction``, which has found its place: a dossier's fee may be ``covered`` by it, and what
    the bill did not take goes back."""
    at = payment.changed_at
    return [
        *(covered_event(payment, bill, at) if bill is not None and covered else []),
        *(
            refund_due_event(payment, refund, citizen_id, at)
            for refund in _surplus_of(payment, transaction)
            for citizen_id in concerned_by(payment, bill)
        ),
    ]


def _surplus_of(payment: Payment, transaction: Entry) -> list[Refund]:
    return [one for one in payment.refunds if one.surplus and one.transaction == transaction.reference]


def concerned_by(payment: Payment, bill: Bill | None) -> Sequence[str | None]:
    """Who learns what becomes of its money: the payer, or whoever follows the bill where nobody's name came with it."""
    return bill.parties if payment.payer is None and bill is not None and bill.parties else [payment.payer]


def refund_due_event(payment: Payment, refund: Refund, citizen_id: str | None, at: datetime) -> Event:
    payload = RefundDue(
        citizen_id=citizen_id,
        bill_id=payment.bill_id,
        title=payment.description,
        payee_id=payment.payee_id,
        payee_name=payment.payee_name,
        amount=refund.amount,
        reason=refund.reason,
        received_at=at,
        **_of_dossier(payment),
    )
    return _event("payment.refund_due", payment.id, payment.version, at, payload)


def covered_event(payment: Payment, bill: Bill, at: datetime) -> list[Event]:
    """What is told of a dossier's fee that is paid in full only now: the amount told before was another, which settles
    no dossier. It is the whole amount, whichever payments it came by.
    """
    reported = payment.entries[0].amount if payment.entries else 0
    if "dossier_id" not in payment.dossier or reported == bill.total:
        return []
    payload = PaymentPaid(
        dossier_id=payment.dossier["dossier_id"],
        payment_request_id=payment.dossier["payment_request_id"],
        amount=bill.total,
        paid_at=bill.paid_at or at,
        collected_by=payment.collected_by,
    )
    return [_event("payment.paid", payment.id, payment.version, at, payload)]


def refund_event(payment: Payment, refund: Refund, citizen_id: str | None, at: datetime) -> Event:
    payload = PaymentRefunded(
        citizen_id=citizen_id,
        bill_id=payment.bill_id,
        title=payment.description,
        payee_id=payment.payee_id,
        payee_name=payment.payee_name,
        amount=refund.amount,
        refunded_at=at,
        **_of_dossier(payment),
    )
    return _event("payment.refunded", payment.id, payment.version, at, payload)


def receipt_events(bill: Bill, received: int, at: datetime, payer: str | None) -> list[Event]:
    """That ``received`` has come for it: all is paid now, or something remains."""
    if bill.remaining:
        return bill_events(bill, "partly_paid", bill.remaining, at, payer, received)
    return bill_events(bill, "paid", bill.paid, at, payer)


def bill_events(
    bill: Bill, name: str, amount: int, at: datetime, also: str | None = None, received: int | None = None
) -> list[Event]:
    """One for each party of the bill, and for ``also``; of a bill that nobody follows there is nobody to tell."""
    parties: list[str | None] = [*dict.fromkeys((*bill.parties, *([also] if also else [])))]
    return [
        _event(
            f"bill.{name}",
            bill.id,
            bill.version,
            at,
            BillChanged(
                citizen_id=citizen_id,
                code=bill.code,
                title=bill.title_with_code,
                period=bill.period,
                payee_id=bill.payee_id,
                payee_name=bill.payee_name,
                amount=amount,
                due_at=bill.due_at,
                occurred_at=at,
                received=received,
                reason=bill.cancel_reason,
            ),
        )
        for citizen_id in parties or [None]
    ]


def shop_event(shop: Shop, name: str, at: datetime, reason: str | None, contact: str | None = None) -> Event:
    payload = ShopChanged(
        citizen_id=shop.owner_id,
        code=shop.code,
        name=shop.profile.name,
        commune=shop.profile.commune,
        state=shop.state.value,
        occurred_at=at,
        reason=reason,
        contact=contact,
    )
    return _event(f"shop.{name}", shop.id, shop.version, at, payload)


def _of_dossier(payment: Payment) -> dict[str, str | None]:
    return {name: payment.dossier.get(name) for name in ("dossier_id", "payment_request_id")}


def _event(name: str, subject: str, version: int, at: datetime, payload: object) -> Event:
    return new_event(event_type(name), source=SERVICE, subject=subject, version=version, at=at, payload=payload)
