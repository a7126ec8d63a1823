"""A share as every service answers it: with its base, so that whoever reads it can add shares up."""

from typing import Self

from pydantic import BaseModel, Field

from shared.figures import Share


class ShareResponse(BaseModel):
    numerator: int
    denominator: int
    value: float | None = Field(description="null khi không có dữ liệu, không phải 0")

    @classmethod
    def of(cls, share: Share) -> Self:
        return cls(numerator=share.numerator, denominator=share.denominator, value=share.value)
