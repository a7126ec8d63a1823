"""Payments as officers are shown them, with ledger, refunds and timeline."""

from pydantic import BaseModel, Field

from shared.identity import Caller
from shared.labels import label_of
from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.api.offers import refund_offers, staff_payment_offers
from svc_payment.api.officers import ACCOUNTANT
from svc_payment.catalogue.wording import Wording, Words, refund_state
from svc_payment.domain.bill import Bill
from svc_payment.domain.ledger import Entry, EntryType
from svc_payment.domain.payment import Action, HoldReason, Payment, State, TimelineEntry
from svc_payment.domain.refund import Refund, RefundState
from svc_payment.domain.school import Student
from svc_payment.providers.labels import PROVIDER_LABELS, method_label, reference_label, transaction_label


class RefundView(BaseModel):
    id: str
    amount: int
    surplus: bool
    reason: str
    state: RefundState
    state_label: str
    requested_by: str
    requested_by_name: str
    approved_by: str | None
    approved_by_name: str
    changed_by: str
    changed_by_name: str
    changed_at: Timestamp
    requested_at: Timestamp
    provider_reference: str | None
    unclear: bool
    provider_record: str | None
    made_as: str | None
    remark: str = Field(description="Vì sao không được duyệt; trống nếu không")
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, payment: Payment, refund: Refund, labels: Words, officer: Caller) -> "RefundView":
        return cls(
            id=refund.id,
            amount=refund.amount,
            surplus=refund.surplus,
            reason=refund.reason,
            state=refund.state,
            state_label=refund_state(labels, refund, payment.refund_method(refund)),
            requested_by=refund.requested_by,
            requested_by_name=refund.requested_by_name,
            approved_by=refund.approved_by,
            approved_by_name=refund.approved_by_name,
            changed_by=refund.changed_by,
            changed_by_name=refund.changed_by_name,
            changed_at=refund.changed_at,
            requested_at=refund.requested_at,
            provider_reference=refund.provider_reference,
            unclear=refund.unclear,
            provider_record=refund.provider_record,
            made_as=refund.made_as,
            remark=refund.remark,
            allowed_actions=refund_offers(payment, refund, officer),
        )


class LedgerEntry(BaseModel):
    type: EntryType
    type_label: str
    amount: int
    reference: str
    reference_label: str
    at: Timestamp

    @classmethod
    def of(cls, entry: Entry, wording: Wording) -> "LedgerEntry":
        labels = {"type_label": wording.entry_types[entry.type], "reference_label": reference_label(entry)}
        return cls.model_validate({**vars(entry), **labels})


class TimelineStep(BaseModel):
    at: Timestamp
    action: Action
    label: str
    state: State
    state_label: str
    source: str
    source_label: str
    by: str
    by_name: str
    code: str = Field(
        description="Mã của đơn vị thanh toán hoặc nội dung xác nhận; khi sửa số biên lai hoặc ghi hóa đơn là cũ → mới"
    )
    remark: str = Field(description="Lý do cán bộ ghi; trống nếu không")

    @classmethod
    def of(cls, entry: TimelineEntry, wording: Wording) -> "TimelineStep":
        labels = {
            "label": wording.payment_steps[entry.action],
            "state_label": wording.payments[entry.state],
            "source_label": wording.payment_sources[entry.source],
        }
        return cls.model_validate({**vars(entry), **labels})


class PaidItem(BaseModel):
    name: str
    amount: int
    paid: bool = Field(description="Khoản này đã được nộp hay chưa")


class BillReceipt(BaseModel):
    """Âm khi là tiền đã hoàn."""

    payment_id: str
    amount: int
    at: Timestamp


class PaidBill(BaseModel):
    """Phiếu thu, để cán bộ thấy tiền này cho khoản nào và phiếu đã nhận những gì."""

    code: str
    title: str
    total: int
    paid: int
    items: list[PaidItem]
    receipts: list[BillReceipt]

    @classmethod
    def of(cls, bill: Bill) -> "PaidBill":
        paid = bill.paid_items()
        return cls(
            code=bill.code,
            title=bill.title,
            total=bill.total,
            paid=bill.paid,
            items=[PaidItem(name=i.name, amount=i.amount, paid=i.code in paid) for i in bill.items],
            receipts=[BillReceipt(payment_id=r.payment_id, amount=r.amount, at=r.at) for r in bill.receipts],
        )


class StaffPayment(BaseModel):
    """``at_provider``: số tiền đơn vị thanh toán, hoặc nơi thu tiền mặt, còn giữ; ``refundable``: số còn hoàn được."""

    id: str
    bill_id: str
    bill: PaidBill | None
    student_name: str | None = Field(
        description="Học sinh của phiếu thu; che bớt với người ngoài trường; null với phí của hồ sơ"
    )
    class_name: str | None = Field(description="Lớp của học sinh; null với phí của hồ sơ")
    dossier_id: str | None = Field(description="Hồ sơ có phí này; null với khoản thu của trường")
    dossier_code: str | None = Field(description="Mã của hồ sơ ấy, để hiển thị")
    payee_id: str
    payee_name: str
    provider: str
    provider_label: str
    reference: str
    reference_label: str
    order: str | None
    method: str | None
    method_label: str | None
    amount: int
    received: int
    at_provider: int
    refundable: int
    refund_due: int
    refunded: int
    state: State
    state_label: str
    hold: HoldReason | None
    hold_label: str | None
    advice: str | None = Field(description="Việc còn phải làm ở nơi khác sau khi hoàn tiền; null khi không có")
    vouched_by_name: str = Field(
        description="Cán bộ đã xác nhận ghi nhận tiền đang bị giữ, chờ một cán bộ khác; trống khi chưa có"
    )
    created_at: Timestamp
    paid_at: Timestamp | None
    paid_day_only: bool
    unsettled_since: Timestamp | None = Field(
        description="Khi nào kết quả, hoặc việc ghi tiền, đã phải có hoặc sẽ phải có; null khi không chờ gì"
    )
    invoice: dict[str, str] | None = Field(description="Hóa đơn, biên lai điện tử của đơn vị thu; null khi chưa ghi")
    invoiced_by_name: str = Field(description="Tên cán bộ đã ghi hóa đơn, biên lai, như lúc ghi; trống khi không rõ")
    invoiced_at: Timestamp | None = Field(description="Thời điểm ghi hóa đơn, biên lai; null khi không rõ")
    settled_with: str | None
    entries: list[LedgerEntry]
    refunds: list[RefundView]
    timeline: list[TimelineStep]
    version: int
    allowed_actions: list[Offer]

    @classmethod
    def of(
        cls,
        payment: Payment,
        bill: Bill | None,
        student: Student | None,
        wording: Wording,
        officer: Caller,
    ) -> "StaffPayment":
        return cls(
            id=payment.id,
            bill_id=payment.bill_id,
            bill=PaidBill.of(bill) if bill else None,
            student_name=_shown_name(student, officer) if student else None,
            class_name=student.class_name if student else None,
            dossier_id=payment.dossier.get("dossier_id"),
            dossier_code=bill.dossier_code if bill else None,
            payee_id=payment.payee_id,
            payee_name=payment.payee_name,
            provider=payment.provider,
            provider_label=PROVIDER_LABELS[payment.provider],
            reference=payment.reference,
            reference_label=_reference_label(payment),
            order=payment.order,
            method=payment.method,
            method_label=method_label(payment.method),
            amount=payment.amount,
            received=payment.received,
            at_provider=payment.at_provider,
            refundable=payment.refundable,
            refund_due=payment.refund_due,
            refunded=payment.refunded,
            state=payment.state,
            state_label=wording.of_payment(payment),
            hold=payment.hold,
            hold_label=label_of(wording.holds, payment.hold),
            advice=wording.dossier_stays_paid if payment.leaves_dossier_paid else None,
            vouched_by_name=payment.vouched.by_name if payment.vouched else "",
            created_at=payment.created_at,
            paid_at=payment.paid_at,
            paid_day_only=payment.paid_day_only,
            unsettled_since=payment.unsettled_since,
            invoice=dict(payment.invoice) if payment.invoice else None,
            invoiced_by_name=payment.invoiced.by_name if payment.invoiced else "",
            invoiced_at=payment.invoiced.at if payment.invoiced else None,
            settled_with=payment.settled_with,
            entries=[LedgerEntry.of(entry, wording) for entry in payment.entries],
            refunds=[RefundView.of(payment, refund, wording.refunds, officer) for refund in payment.refunds],
            timeline=[TimelineStep.of(entry, wording) for entry in payment.timeline],
            version=payment.version,
            allowed_actions=staff_payment_offers(payment, officer),
        )


def _reference_label(payment: Payment) -> str:
    return transaction_label(payment.reference) if payment.in_cash else f"Mã tham chiếu {payment.reference}"


def _shown_name(student: Student, officer: Caller) -> str:
    return student.name if student.school_id in officer.units(ACCOUNTANT) else student.masked_name


class StaffPaymentPage(BaseModel):
    items: list[StaffPayment]
    next: str | None
