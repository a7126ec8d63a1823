"""What officers say about money that fits no payment."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Amount, Id, Text
from svc_payment.domain.unmatched_sum import MAX_SHARES, Destination, Share
from svc_payment.use_cases.propose_placement import Placement


class ShareRequest(StrictModel):
    bill_id: Id
    amount: Amount


class PlacementRequest(StrictModel):
    """``payment``: khoản mà đơn vị thanh toán nêu, hoặc khoản mà cán bộ đã tra được khi là chuyển khoản; ``bill``: một
    phiếu thu; ``bills``: chia cho nhiều phiếu thu; ``payer``: hoàn cho người nộp; ``nowhere``: không có khoản tiền này,
    do tệp đối soát hoặc sao kê ghi sai."""

    destination: Destination = Field(strict=False, description="Nơi ghi tiền")
    payment_id: Id | None = Field(default=None, description="Khoản thanh toán, khi ghép một giao dịch chuyển khoản")
    bill_id: Id | None = Field(default=None, description="Phiếu thu, khi ghi vào phiếu thu")
    shares: list[ShareRequest] = Field(
        default=[], max_length=MAX_SHARES, description="Các phần, khi chia cho nhiều phiếu thu; tổng là số tiền đã đến"
    )
    reason: Text

    def placement(self) -> Placement:
        shares = tuple(Share(share.bill_id, share.amount) for share in self.shares)
        return Placement(self.destination, self.payment_id, self.bill_id, self.reason, shares)
