"""What officers say about money that fits no payment."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Id, Text
from svc_payment.domain.unmatched_sum import Destination


class PlacementRequest(StrictModel):
    """``payment``: khoản mà đơn vị thanh toán nêu, hoặc khoản mà cán bộ đã tra được khi là chuyển khoản; ``bill``: một
    phiếu thu; ``payer``: hoàn cho người nộp."""

    destination: Destination = Field(strict=False, description="Nơi ghi tiền")
    payment_id: Id | None = Field(default=None, description="Khoản thanh toán, khi ghép một giao dịch chuyển khoản")
    bill_id: Id | None = Field(default=None, description="Phiếu thu, khi ghi vào phiếu thu")
    reason: Text
