"""What who collects sends about cash that is recorded."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Text, WrittenNumber


class CorrectedNumber(StrictModel):
    receipt_number: WrittenNumber = Field(
        description="Số đúng, như trên biên lai đã giao cho người nộp", examples=["BL-0000132"]
    )
    reason: Text = Field(description="Vì sao sửa: còn lại trong các bước của khoản thanh toán")
