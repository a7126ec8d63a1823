"""What whoever collects for a payee sends."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.web import StrictModel
from svc_payment.api.fields import Amount, ItemCode
from svc_payment.use_cases.record_cash import CashTaken

_RECEIPT_NUMBER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z ./_-]{0,38}[0-9A-Za-z])?")


def _receipt_number(typed: str) -> str:
    if not _RECEIPT_NUMBER.fullmatch(typed):
        raise ValueError("Số biên lai có từ 1 đến 40 ký tự: chữ không dấu, chữ số, dấu cách và các dấu . / _ -")
    return typed


class Cash(StrictModel):
    amount: Amount = Field(description="Số tiền đã thu, đồng: đúng bằng số phải nộp của các khoản được chọn")
    receipt_number: Annotated[str, AfterValidator(_receipt_number)] = Field(
        description="Số biên lai của đơn vị đã giao cho người nộp; mỗi số chỉ ghi được một lần",
        examples=["BL-0000123"],
    )
    items: list[ItemCode] = Field(
        default=[], max_length=40, description="Mã những khoản được nộp; để trống là toàn bộ còn phải nộp"
    )

    def taken(self) -> CashTaken:
        return CashTaken(self.amount, self.receipt_number, self.items)
