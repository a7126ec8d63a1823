"""What administrators and schools send."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import Amount, Name, SchoolId
from svc_payment.domain.school import FeeItem, SchoolLevel


class NewSchool(StrictModel):
    id: SchoolId = Field(examples=["thcs-nghia-lo"])
    name: Name
    level: SchoolLevel = Field(strict=False)
    commune: str = Field(pattern=r"^[0-9]{5}$")
    public: bool
    partial: bool = Field(description="Cho phép nộp từng khoản")


class SchoolChange(StrictModel):
    name: Name
    partial: bool


class NewFeeItem(StrictModel):
    code: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,19}$")
    name: Name
    unit_price: Amount
    mandatory: bool

    def item(self) -> FeeItem:
        return FeeItem(self.code, self.name, self.unit_price, self.mandatory)


class FeeItems(StrictModel):
    items: list[NewFeeItem] = Field(max_length=60)
