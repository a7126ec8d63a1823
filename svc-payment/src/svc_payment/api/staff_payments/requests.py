"""What officers send about payments."""

from pydantic import Field

from shared.fields import Day
from shared.web import StrictModel
from svc_payment.api.fields import Amount, Name, ProviderText, Text, WrittenNumber
from svc_payment.use_cases.conclude_doubt import Conclusion


class NewRefund(StrictModel):
    amount: Amount
    reason: Text
    made_as: str | None = Field(
        default=None,
        pattern=r"^[0-9A-Za-z._-]{1,60}$",
        description="Mã giao dịch hoàn tiền của đơn vị thanh toán, khi khoản này đã được hoàn ngoài hệ thống (dòng "
        "hoàn tiền chỉ có trong tệp đối soát): sau khi duyệt chỉ ghi sổ, không hoàn lần nữa",
    )


class Rejection(StrictModel):
    reason: Text = Field(description="Vì sao không duyệt: người yêu cầu đọc được")


class Confirmation(StrictModel):
    bank_reference: WrittenNumber = Field(
        description="Mã giao dịch của ngân hàng; khi hoàn bằng tiền mặt là số phiếu chi",
    )


class ProviderRecord(StrictModel):
    provider_record: ProviderText = Field(description="Xác nhận của đơn vị thanh toán: số văn bản, mã tra soát")


class DoubtConclusion(ProviderRecord):
    paid: bool = Field(description="true: tiền được ghi nhận; false: người nộp đã được trả lại tiền")

    def conclusion(self) -> Conclusion:
        return Conclusion(self.paid, self.provider_record)


class Invoice(StrictModel):
    """Hóa đơn hoặc biên lai điện tử mà đơn vị thu đã lập; hệ thống không lập chứng từ này."""

    symbol: str = Field(pattern=r"^[0-9A-Za-z/._-]{1,30}$")
    number: str = Field(pattern=r"^[0-9]{1,8}$")
    date: Day
    code: str = Field(pattern=r"^[0-9A-Za-z._-]{1,60}$", description="Mã tra cứu")
    issuer: Name
