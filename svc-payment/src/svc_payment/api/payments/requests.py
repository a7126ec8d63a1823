"""What a payer sends."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Id
from svc_payment.use_cases.begin_payment import PaymentWish


class NewPayment(StrictModel):
    """Không có số tiền: số tiền luôn lấy từ phiếu thu."""

    bill_id: Id
    provider: str = Field(pattern=r"^[a-z]{2,20}$", examples=["zalo"])
    items: list[str] = Field(default=[], max_length=40, description="Mã các khoản muốn nộp; bỏ trống là nộp hết")

    def wish(self) -> PaymentWish:
        return PaymentWish(self.bill_id, self.provider, tuple(self.items))


class ZaloOrder(StrictModel):
    order_id: str = Field(min_length=1, max_length=200, description="orderId mà createOrder trả về")
