"""What a payer sends."""

from typing import Annotated

from pydantic import Field

from shared.fields import Readable
from shared.web import StrictModel
from svc_payment.api.fields import Id, ItemCode
from svc_payment.use_cases.begin_payment import PaymentRequest


class NewPayment(StrictModel):
    """Không có số tiền: số tiền luôn lấy từ phiếu thu."""

    bill_id: Id
    provider: str = Field(pattern=r"^[a-z]{2,20}$", examples=["zalo"])
    items: list[ItemCode] = Field(
        default=[],
        max_length=40,
        description="Mã các khoản muốn nộp; bỏ trống là mọi khoản còn phải nộp, không kể khoản tự nguyện",
    )

    def wanted(self) -> PaymentRequest:
        return PaymentRequest(self.bill_id, self.provider, tuple(self.items))


class ZaloOrder(StrictModel):
    order_id: Annotated[str, Readable] = Field(
        min_length=1, max_length=200, description="orderId mà createOrder trả về"
    )
