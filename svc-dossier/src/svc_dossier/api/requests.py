"""What may come in about procedures and addresses; what is not named here is refused."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.web import StrictModel
from svc_dossier.api.fields import Text, readable


class Publication(StrictModel):
    effective_from: Annotated[date, Field(strict=False)] = Field(description="Hôm nay hoặc một ngày sau")
    reason: Text | None = Field(default=None, description="Căn cứ công bố")


class Address(StrictModel):
    address: Annotated[str, AfterValidator(readable)] = Field(
        min_length=2, max_length=300, examples=["Phường Trần Phú, thành phố Quảng Ngãi"]
    )
