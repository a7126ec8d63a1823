"""Payments as payers are shown them. Amounts in đồng."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from shared.files.links import Address
from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.api.offers import payment_offers
from svc_payment.catalogue.wording import Wording, read_banks
from svc_payment.domain.bill import Bill
from svc_payment.domain.next_step import NextStep, next_step
from svc_payment.domain.payment import Payment, State
from svc_payment.domain.receipt import ReceiptText
from svc_payment.providers.labels import PROVIDER_LABELS, method_label
from svc_payment.providers.port import Traits


class Method(BaseModel):
    provider: str
    label: str

    @classmethod
    def of(cls, traits: Traits) -> "Method":
        return cls(provider=traits.name, label=traits.label)


class Methods(BaseModel):
    items: list[Method]


class PaymentView(BaseModel):
    """``checkout`` là thứ ứng dụng cần để người dân trả tiền, theo đúng dạng của từng đơn vị thanh toán.

    Của lần nộp mà người khác đã nộp (``own`` là false) chỉ có phần phiếu thu đã nhận và biên nhận.
    """

    id: str
    bill_id: str
    own: bool = Field(description="false khi người khác cùng theo dõi phiếu thu đã nộp")
    provider: str
    provider_label: str
    method: str | None
    method_label: str | None
    amount: int
    items: list[str]
    state: State
    state_label: str
    checkout: dict[str, Any] | None
    received: int
    receipt_amount: int = Field(description="Số tiền ghi trên biên nhận, đồng; 0 khi chưa có biên nhận")
    remaining: int = Field(description="Số tiền còn phải nộp của cả phiếu thu lúc này, đồng")
    refund_due: int
    refunded: int
    next_step: NextStep | None = Field(description="Việc tiếp theo; null khi không còn gì phải làm")
    next_step_label: str | None
    created_at: Timestamp
    expires_at: Timestamp
    paid_at: Timestamp | None
    paid_day_only: bool
    receipt_number: str | None = Field(
        description="Số biên nhận của hệ thống; có từ khi biên nhận được mở lần đầu, null trước đó"
    )
    receipt_link: str | None = Field(description="Biên nhận PDF, địa chỉ ngắn hạn không cần mã phiên; null khi chưa có")
    invoice: dict[str, str] | None = Field(description="Hóa đơn, biên lai điện tử của đơn vị thu")
    allowed_actions: list[Offer]

    @classmethod
    def of(
        cls, payment: Payment, bill: Bill | None, wording: Wording, address: Address, citizen_id: str
    ) -> "PaymentView":
        remaining = bill.remaining if bill else 0
        own = payment.paid_by(citizen_id)
        step = next_step(payment, bill) if own else None
        payable = payment.state in (State.CREATED, State.STARTED, State.SUBMITTED)
        return cls(
            id=payment.id,
            bill_id=payment.bill_id,
            own=own,
            provider=payment.provider,
            provider_label=PROVIDER_LABELS[payment.provider],
            method=payment.method,
            method_label=method_label(payment.method),
            amount=payment.amount,
            items=list(payment.items),
            state=payment.state,
            state_label=wording.of_payment(payment),
            checkout=_shown_checkout(payment.checkout) if payment.checkout and payable else None,
            received=payment.received if own else payment.allocated_amount,
            receipt_amount=payment.allocated_amount,
            remaining=remaining,
            refund_due=payment.refund_due if own else 0,
            refunded=payment.refunded if own else payment.given_back,
            next_step=step,
            next_step_label=wording.of_next_step(step, bill) if step else None,
            created_at=payment.created_at,
            expires_at=payment.expires_at,
            paid_at=payment.paid_at,
            paid_day_only=payment.paid_day_only,
            receipt_number=payment.receipt_number,
            receipt_link=address(f"/v1/payments/{payment.id}/receipt.pdf") if payment.allocated_amount else None,
            invoice=dict(payment.invoice) if payment.invoice else None,
            allowed_actions=payment_offers(payment),
        )


def _shown_checkout(checkout: Mapping[str, Any]) -> dict[str, Any]:
    """The checkout with the name of the bank that is to be transferred to."""
    shown = {name: _shown_checkout(inner) if name == "transfer" else inner for name, inner in checkout.items()}
    bank = checkout.get("bank")
    return {**shown, "bank_name": read_banks().get(bank, bank)} if bank else shown


class PaymentPage(BaseModel):
    items: list[PaymentView]
    next: str | None


class ReceiptItem(BaseModel):
    name: str
    amount: int


class ReceiptView(BaseModel):
    """Biên nhận, không phải hóa đơn. ``plain_text`` để đọc thành tiếng."""

    number: str
    payment_id: str
    bill_code: str
    title: str
    student_name: str | None
    class_name: str | None
    payee_name: str
    items: list[ReceiptItem]
    amount: int
    amount_in_words: str
    refunded: int
    remark: str = Field(description="Ghi chú khi đã hoàn tiền, kể cả khi biên nhận không còn giá trị; trống nếu không")
    paid_at: Timestamp
    paid_day_only: bool
    plain_text: str
    invoice: dict[str, str] | None

    @classmethod
    def of(cls, receipt: ReceiptText) -> "ReceiptView":
        return cls(
            number=receipt.number,
            payment_id=receipt.payment.id,
            bill_code=receipt.bill.code,
            title=receipt.bill.title,
            student_name=receipt.student.name if receipt.student else None,
            class_name=receipt.student.class_name if receipt.student else None,
            payee_name=receipt.bill.payee_name,
            items=[ReceiptItem(name=name, amount=amount) for name, amount in receipt.items],
            amount=receipt.amount,
            amount_in_words=receipt.amount_in_words,
            refunded=receipt.refunded,
            remark=receipt.remark,
            paid_at=receipt.paid_at,
            paid_day_only=receipt.day_only,
            plain_text=receipt.plain_text,
            invoice=dict(receipt.payment.invoice) if receipt.payment.invoice else None,
        )
