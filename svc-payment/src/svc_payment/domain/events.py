"""What other services are told. No name, no account and no number of a person leaves this service but sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PaymentPaid:
    """Once money has arrived for a payment request of a dossier, whatever the amount; and again when only later money,
    or an officer, has covered the whole request: then ``amount`` is the whole. ``amount`` in VND. ``collected_by``: the
    id of the member of staff who took cash."""

    dossier_id: str
    payment_request_id: str
    amount: int
    paid_at: datetime
    collected_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded:
    """Money went back to the payer. ``citizen_id``: who had paid, where that is known; ``title`` with the bill's code;
    ``amount`` in VND."""

    citizen_id: str | None
    bill_id: str
    title: str
    payee_id: str
    payee_name: str
    amount: int
    refunded_at: datetime
    dossier_id: str | None = None
    payment_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentHeld:
    """Money came, and an officer has to look before it goes to its bill. ``citizen_id``: who had paid, where that is
    known; ``amount`` is what came, ``expected`` what was asked for; in VND."""

    citizen_id: str | None
    bill_id: str
    title: str
    payee_id: str
    payee_name: str
    amount: int
    expected: int
    received_at: datetime
    dossier_id: str | None = None
    payment_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class RefundDue:
    """Money came that its bill did not take, for ``reason``: it goes back to the payer once an officer has approved.
    ``citizen_id``: who had paid, where that is known; ``amount`` in VND."""

    citizen_id: str | None
    bill_id: str
    title: str
    payee_id: str
    payee_name: str
    amount: int
    reason: str
    received_at: datetime
    dossier_id: str | None = None
    payment_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class BillChanged:
    """One event for each citizen who may pay the bill; ``citizen_id`` is ``None`` where there is nobody yet.

    ``amount`` is what remains to be paid, or what was paid; ``received`` what has just come, where something still
    remains; in VND. ``reason``: why the payee has cancelled it, where it says so.
    """

    citizen_id: str | None
    code: str
    title: str
    period: str
    payee_id: str
    payee_name: str
    amount: int
    due_at: datetime | None
    occurred_at: datetime
    received: int | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShopChanged:
    """``citizen_id`` is the owner; ``reason`` is what the office tells. ``contact``: of a change of the account that is
    paid to, the shop's phone, sealed for svc-notify; that phone must hear it, whoever holds the owner's account.
    """

    citizen_id: str
    code: str
    name: str
    commune: str
    state: str
    occurred_at: datetime
    reason: str | None
    contact: str | None = None


PAYLOADS: Mapping[str, type] = {
    "payment.paid": PaymentPaid,
    "payment.held": PaymentHeld,
    "payment.refund_due": RefundDue,
    "payment.refunded": PaymentRefunded,
    **{f"bill.{name}": BillChanged for name in ("issued", "due_soon", "partly_paid", "paid", "cancelled")},
    **{
        f"shop.{name}": ShopChanged
        for name in (
            "registered",
            "supplement_requested",
            "supplemented",
            "approved",
            "rejected",
            "suspended",
            "resumed",
            "revoked",
            "payee_change_requested",
            "payee_changed",
            "payee_change_rejected",
        )
    },
}
"""Payload by aggregate and name."""


def event_type(name: str) -> str:
    return f"vn.quangngai.{name}.v1"
