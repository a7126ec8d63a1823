"""The fields that requests share. Every text is bounded, visible, without markup, and as it was meant."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shared.fields import Code, InWords, Line, Mobile, OfPerson, OfThing, Readable
from shared.redaction import has_personal_number
from shared.web import StrictModel
from svc_feedback.domain.place import Point
from svc_feedback.domain.publication import PublicText
from svc_feedback.domain.texts import TextFault, fault_of

_FAULTS = {
    TextFault.PRIVATE: "Có ký tự mà máy khác không hiện được. Vui lòng xóa và gõ lại.",
    TextFault.MARKUP: "Không dùng thẻ HTML hoặc mã ký tự trong nội dung.",
    TextFault.EMPTY: "Vui lòng viết bằng chữ.",
}


def _for_all(text: str) -> str:
    """What many people read."""
    if fault := fault_of(text):
        raise ValueError(_FAULTS[fault])
    return text


def impersonal(text: str) -> str:
    """What is written about a report is read by many; who sent it is kept apart, and sealed."""
    if has_personal_number(text):
        raise ValueError(
            "Không ghi số điện thoại hay số định danh cá nhân trong nội dung; thông tin liên hệ được giữ riêng."
        )
    return text


ForAll = AfterValidator(_for_all)
ReadableText = Annotated[str, Field(min_length=3, max_length=2000), Readable, ForAll, InWords]
Text = Annotated[ReadableText, AfterValidator(impersonal)]
Title = Annotated[str, Field(min_length=5, max_length=200), Line, ForAll, InWords, AfterValidator(impersonal)]
LongText = Annotated[str, Field(min_length=10, max_length=5000), Readable, ForAll, InWords, AfterValidator(impersonal)]
Name = Annotated[str, Field(min_length=2, max_length=120), Line, ForAll, OfThing]
"""The name of a thing: a field, a category."""
PersonName = Annotated[str, Field(min_length=2, max_length=120), Line, OfPerson]
Phone = Mobile
"""A phone number as people write their own (public-services 6.2)."""
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
CommuneCode = Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["21025"])]
FileId = Annotated[str, Field(pattern=r"^fil_[0-9A-Z]{26}$")]
ReportCode = Annotated[str, Field(pattern=r"^PA-[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]$", examples=["PA-FY3U-RTC6E-D"]), Code]
"""The code of a report as it was typed, or copied off our own message with the full stop at its end."""

QuestionCode = Annotated[str, Field(pattern=r"^HD-[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]$", examples=["HD-FY3U-RTC6E-D"])]


class PointIn(StrictModel):
    """Độ, theo WGS 84."""

    longitude: float = Field(strict=False, allow_inf_nan=False, ge=-180, le=180, examples=[108.7923])
    latitude: float = Field(strict=False, allow_inf_nan=False, ge=-90, le=90, examples=[15.1214])

    def point(self) -> Point:
        return Point(self.longitude, self.latitude)


class PublicTextIn(StrictModel):
    """Nội dung mọi người sẽ thấy; bản gốc của người gửi được giữ nguyên."""

    title: Title
    text: LongText
    result: LongText | None = None
    file_ids: list[FileId] = Field(default_factory=list, max_length=60)
    pictures_checked: bool = Field(
        default=False, description="Người duyệt xác nhận không nhận ra được khuôn mặt và biển số xe trong ảnh"
    )

    def shown(self) -> PublicText:
        return PublicText(self.title, self.text, self.result, tuple(self.file_ids), self.pictures_checked)
