"""What a partner bank is answered. Amounts in đồng."""

from pydantic import BaseModel

from shared.web import Timestamp


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
