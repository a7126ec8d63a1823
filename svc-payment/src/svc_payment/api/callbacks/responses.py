"""What a partner bank is answered. Amounts in đồng."""

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_payment.domain.unreadable_transfer import TransferFault


class PayableBillView(BaseModel):
    """``content`` phải có trong nội dung chuyển khoản."""

    code: str
    title: str
    amount: int
    due_at: Timestamp | None
    content: str


class InquiryView(BaseModel):
    masked_name: str
    bills: list[PayableBillView]


class UnreadView(BaseModel):
    row: int = Field(description="Thứ tự của giao dịch trong báo có, từ 1")
    number: str
    fault: TransferFault


class NoticeView(BaseModel):
    """``received``: những giao dịch đọc được."""

    received: int = Field(description="Số giao dịch đọc được")
    matched: int
    repeated: int
    unreadable: list[UnreadView]
