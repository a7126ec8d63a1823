"""Bills as payers and schools are shown them. Amounts in đồng."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill import Bill, BillState
from svc_payment.domain.ledger import of_cash, shown_number
from svc_payment.domain.payment import Paid
from svc_payment.domain.school import Student
from svc_payment.providers.labels import WAY_LABELS


class Item(BaseModel):
    code: str
    name: str
    quantity: int
    unit_price: int
    exemption: int = Field(description="Phần trăm được miễn giảm")
    amount: int
    mandatory: bool = Field(description="Khoản bắt buộc; khoản tự nguyện thì người nộp được chọn")
    paid: bool
    remaining: int = Field(description="Số tiền của khoản này còn nộp được, đồng")


class PaidBy(BaseModel):
    """Một lần tiền vào phiếu thu: bằng cách nào, bao nhiêu, khi nào."""

    payment_id: str
    way: str = Field(description="cash, bank, hoặc mã của đơn vị thanh toán")
    way_label: str = Field(description="Cách nộp, bằng lời; với tiền mặt có cả số biên lai")
    receipt_number: str | None = Field(
        description="Số biên lai đơn vị đã giao khi thu tiền mặt; null với cách nộp khác"
    )
    amount: int
    paid_at: Timestamp
    paid_day_only: bool

    @classmethod
    def of(cls, paid: Paid) -> "PaidBy":
        number = shown_number(paid.transaction) if of_cash(paid.transaction) else None
        label = WAY_LABELS[paid.way]
        return cls(
            payment_id=paid.payment_id,
            way=paid.way,
            way_label=f"{label}, biên lai số {number}" if number else label,
            receipt_number=number,
            amount=paid.amount,
            paid_at=paid.paid_at,
            paid_day_only=paid.day_only,
        )


class BillRow(BaseModel):
    """``remaining``: số tiền còn phải nộp, không kể khoản tự nguyện. Học sinh: null với phiếu thu của hồ sơ."""

    id: str
    code: str
    title: str
    payee_id: str
    payee_name: str
    period: str
    total: int
    paid: int
    remaining: int
    remaining_voluntary: int
    state: BillState
    state_label: str
    paid_at: Timestamp | None = Field(description="Khi nào không còn khoản bắt buộc phải nộp; null khi chưa")
    paid_by: list[PaidBy] = Field(description="Từng lần tiền vào, kể cả khi đã hoàn lại sau đó; trống khi chưa nộp")
    overdue: bool
    due_at: Timestamp | None
    issued_at: Timestamp
    student_id: str | None
    student_code: str | None
    student_name: str | None
    class_name: str | None
    dossier_id: str | None
    version: int
    allowed_actions: list[Offer]

    @classmethod
    def of(
        cls,
        bill: Bill,
        student: Student | None,
        labels: Words,
        overdue: bool,
        offers: list[Offer],
        paid: Sequence[Paid],
    ) -> "BillRow":
        return cls(
            id=bill.id,
            code=bill.code,
            title=bill.title,
            payee_id=bill.payee_id,
            payee_name=bill.payee_name,
            period=bill.period,
            total=bill.total,
            paid=bill.paid,
            remaining=bill.remaining,
            remaining_voluntary=bill.remaining_voluntary,
            state=bill.state,
            state_label=labels[bill.state],
            paid_at=bill.paid_at,
            paid_by=[PaidBy.of(each) for each in paid],
            overdue=overdue,
            due_at=bill.due_at,
            issued_at=bill.issued_at,
            student_id=bill.student_id,
            student_code=student.code if student else None,
            student_name=student.name if student else None,
            class_name=student.class_name if student else None,
            dossier_id=bill.dossier_id,
            version=bill.version,
            allowed_actions=offers,
        )


class BillDetail(BillRow):
    """``partial``: có được nộp từng khoản hay không."""

    items: list[Item]
    partial: bool

    @classmethod
    def whole(cls, row: BillRow, bill: Bill) -> "BillDetail":
        left = bill.open_items()
        paid = bill.paid_items()
        items = [
            Item(
                code=item.code,
                name=item.name,
                quantity=item.quantity,
                unit_price=item.unit_price,
                exemption=item.exemption,
                amount=item.amount,
                mandatory=item.mandatory,
                paid=item.code in paid,
                remaining=left.get(item.code, 0),
            )
            for item in bill.items
        ]
        return cls(**vars(row), items=items, partial=bill.partial)


class BillPage(BaseModel):
    items: list[BillRow]
    next: str | None
