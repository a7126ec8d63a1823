"""What is asked about communes."""

from typing import Annotated

from pydantic import Field

from shared.fields import Readable
from shared.web import StrictModel


class Address(StrictModel):
    address: Annotated[str, Readable] = Field(
        min_length=2, max_length=300, examples=["Phường Trần Phú, thành phố Quảng Ngãi"]
    )
