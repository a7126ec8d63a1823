"""What officers send about payments."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Amount, Name, Text


class NewRefund(StrictModel):
    amount: Amount
    reason: Text


class Confirmation(StrictModel):
    bank_reference: str = Field(pattern=r"^[0-9A-Za-z._-]{3,60}$", description="Mã giao dịch của ngân hàng")


class Invoice(StrictModel):
    """Hóa đơn hoặc biên lai điện tử mà đơn vị thu đã lập; hệ thống không lập chứng từ này."""

    symbol: str = Field(pattern=r"^[0-9A-Za-z/._-]{1,30}$")
    number: str = Field(pattern=r"^[0-9]{1,8}$")
    date: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    code: str = Field(pattern=r"^[0-9A-Za-z._-]{1,60}$", description="Mã tra cứu")
    issuer: Name
