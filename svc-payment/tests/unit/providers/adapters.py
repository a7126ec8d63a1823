"""Every adapter over a provider that answers what a test wants, and a payment with a refund under way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment, PaymentOutcome, Report, State
from svc_payment.domain.refund import Refund, RefundAction, Sending, SurplusReason
from svc_payment.providers.momo import MoMo
from svc_payment.providers.vnpay import QUERY_RESPONSE, REFUND_RESPONSE, VnPay, piped_hash
from svc_payment.providers.zalo_checkout import ZaloCheckout
from svc_payment.providers.zalopay import ZaloPay

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
KEY = "key-of-the-tests"
APP = "1234567890123456789"
REFERENCE = "pay01KAMW3T6V5E2Q1G7Q3Z9S4R8N"

Adapter = ZaloCheckout | ZaloPay | VnPay | MoMo


def adapters(http: httpx.AsyncClient) -> dict[str, Adapter]:
    return {
        "zalo": ZaloCheckout(APP, KEY, "http://zalo", http),
        "zalopay": ZaloPay(99001, KEY, KEY, "http://zalopay", "http://ours", http),
        "vnpay": VnPay("DEMOTEST", KEY, "http://vnpay/pay", "http://vnpay/api", "127.0.0.1", http),
        "momo": MoMo("MOMODEMO", "ACCESS", KEY, "http://momo", "http://ours", http),
    }


def adapter(name: str, answer: dict[str, Any] | Callable[[httpx.Request], httpx.Response]) -> Adapter:
    """One whose provider answers ``answer`` to every call."""

    def handle(request: httpx.Request) -> httpx.Response:
        return answer(request) if callable(answer) else httpx.Response(200, json=answer)

    return adapters(httpx.AsyncClient(transport=httpx.MockTransport(handle)))[name]


def payment(**changes: Any) -> Payment:
    made = Payment(
        id="pay_01KAMW3T6V5E2Q1G7Q3Z9S4R8N",
        version=1,
        bill_id="bil_1",
        payee_id="thcs-1",
        payee_name="Trường",
        payer="cit_1",
        provider="zalopay",
        reference=REFERENCE,
        amount=50_000,
        items=(),
        description="Học phí",
        state=State.STARTED,
        created_at=NOW,
        changed_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
        query_at=NOW,
        order="order-1",
    )
    return replace(made, **changes)


def refunding(name: str = "sent-1") -> tuple[Payment, Refund]:
    """A paid payment, and its refund of 20.000 đồng that was just submitted."""
    paid = payment().report(Report(PaymentOutcome.PAID, 50_000, "4088878653", NOW), at=NOW, source="callback")
    paid = paid.allocated(
        paid.unallocated_transactions()[0], 50_000, refund_id="rfd_0", reason=SurplusReason.CLOSED, at=NOW
    )
    refund_id = "rfd_01KAMW3T6V5E2Q1G7Q3Z9S4R8N"
    paid = paid.refund_requested(refund_id, 20_000, "Hoàn học phí", by=Party("a"), at=NOW, command_id="c")
    paid = paid.refund_stepped(refund_id, RefundAction.APPROVE, by=Party("b"), at=NOW)
    sending = Sending("4088878653", name, NOW + timedelta(minutes=1))
    paid = paid.refund_stepped(refund_id, RefundAction.SUBMIT, at=NOW, sending=sending)
    paid = paid.refund_followed(refund_id, NOW, "R1")
    return paid, paid.refund(refund_id)


def of_vnpay(command: str, code: str, status: str = "", **members: str) -> dict[str, Any]:
    """An answer of VNPAY with its hash."""
    said = {
        "vnp_ResponseId": "1",
        "vnp_Command": command,
        "vnp_ResponseCode": code,
        "vnp_Message": "x",
        "vnp_TmnCode": "DEMOTEST",
        "vnp_TxnRef": REFERENCE,
        "vnp_Amount": "5000000",
        "vnp_TransactionNo": "14226112",
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": status,
        "vnp_OrderInfo": "x",
        **members,
    }
    names = REFUND_RESPONSE if command == "refund" else QUERY_RESPONSE
    return {**said, "vnp_SecureHash": piped_hash(said, names, KEY)}
