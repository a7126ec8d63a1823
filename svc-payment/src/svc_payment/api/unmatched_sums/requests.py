"""What officers say about money that fits no payment."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Id, Text
from svc_payment.domain.unmatched_sum import Destination


class Assignment(StrictModel):
    payment_id: Id


class PlacementRequest(StrictModel):
    """``payment``: khoản mà đơn vị thanh toán nêu; ``bill``: một phiếu thu; ``payer``: hoàn cho người nộp."""

    destination: Destination = Field(strict=False, description="Nơi ghi tiền")
    bill_id: Id | None = Field(default=None, description="Phiếu thu, khi ghi vào phiếu thu")
    reason: Text
