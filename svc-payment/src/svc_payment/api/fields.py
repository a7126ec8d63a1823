"""The fields that requests share. Every text is bounded, readable and in NFC."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shared.fields import readable
from shared.redaction import has_personal_number


def impersonal(text: str) -> str:
    if has_personal_number(text):
        raise ValueError("Không ghi số điện thoại hay số định danh cá nhân: nội dung này được gửi đi và lưu lại.")
    return text


Text = Annotated[str, Field(min_length=3, max_length=500), AfterValidator(readable), AfterValidator(impersonal)]
Name = Annotated[str, Field(min_length=2, max_length=150), AfterValidator(readable)]
Id = Annotated[str, Field(pattern=r"^[a-z]{3}_[0-9A-Z]{26}$")]
SchoolId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
StudentCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{1,29}$")]
Amount = Annotated[int, Field(ge=1, le=10**12)]
