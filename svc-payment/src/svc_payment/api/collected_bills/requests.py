"""What whoever collects for a payee sends."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Amount, ItemCode, WrittenNumber
from svc_payment.use_cases.record_cash import CashTaken


class Cash(StrictModel):
    amount: Amount = Field(description="Số tiền đã thu, đồng: đúng bằng số phải nộp của các khoản được chọn")
    receipt_number: WrittenNumber = Field(
        description="Số biên lai của đơn vị đã giao cho người nộp; mỗi số chỉ ghi được một lần",
        examples=["BL-0000123"],
    )
    items: list[ItemCode] = Field(
        default=[], max_length=40, description="Mã những khoản được nộp; để trống là toàn bộ còn phải nộp"
    )

    def taken(self) -> CashTaken:
        return CashTaken(self.amount, self.receipt_number, self.items)
