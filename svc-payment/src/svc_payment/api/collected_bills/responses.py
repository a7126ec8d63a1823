"""What whoever collects for a payee is shown."""

from pydantic import BaseModel, Field

from shared.identity import Caller
from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.api.bills.responses import BillDetail
from svc_payment.api.offers import staff_payment_offers
from svc_payment.catalogue.wording import Words
from svc_payment.domain.ledger import shown_number
from svc_payment.domain.payment import Payment, State


class CollectedBillPage(BaseModel):
    """Phiếu thu kèm từng khoản, để thu riêng khoản được chọn."""

    items: list[BillDetail]
    next: str | None


class CashRecord(BaseModel):
    id: str = Field(description="Mã khoản thanh toán, để xem lại, sửa số biên lai, in biên nhận, yêu cầu hoàn tiền")
    bill_id: str
    amount: int
    receipt_number: str = Field(
        description="Số biên lai của đơn vị, viết hoa và nối bằng dấu -, dù khi ghi được gõ thế nào"
    )
    surplus: int = Field(
        description="Số tiền thừa phải hoàn cho người nộp, khi phiếu thu vừa được nộp bằng cách khác; thường là 0"
    )
    state: State
    state_label: str
    paid_at: Timestamp | None
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, payment: Payment, labels: Words, officer: Caller) -> "CashRecord":
        return cls(
            id=payment.id,
            bill_id=payment.bill_id,
            amount=payment.amount,
            receipt_number=shown_number(payment.reference),
            surplus=payment.refund_due + payment.refunded,
            state=payment.state,
            state_label=labels[payment.state],
            paid_at=payment.paid_at,
            allowed_actions=staff_payment_offers(payment, officer),
        )
