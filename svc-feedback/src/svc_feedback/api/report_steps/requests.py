"""What an officer sends with a step."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from shared.web import Moment, StrictModel
from svc_feedback.api.fields import FileId, LongText, PublicTextIn, ReportCode, Slug, Text
from svc_feedback.domain.evidence import MAX_PICTURES
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.use_cases.classify_report import Classification
from svc_feedback.use_cases.take_written_step import Written


class Remark(StrictModel):
    note: Text | None = None


class ClassificationIn(Remark):
    """Đổi chuyên mục hoặc mức độ chỉ rút ngắn thời hạn đã hẹn."""

    category: Slug | None = None
    handling_class: HandlingClass | None = Field(default=None, strict=False)

    def classification(self) -> Classification:
        return Classification(self.category, self.handling_class, self.note)


class AssignmentIn(Remark):
    agency_id: Slug | None = Field(default=None, description="Bỏ trống để theo quy tắc phân công")


class OfficerIn(Remark):
    """``officer_id``: mã cán bộ của đơn vị, ``me`` là chính mình, ``null`` là thôi giao."""

    officer_id: Annotated[str, Field(pattern=r"^(me|stf_[0-9A-Za-z_]{1,60})$")] | None = Field(
        description="Mã cán bộ của đơn vị xử lý; me là chính mình, null là thôi giao"
    )


class TextIn(StrictModel):
    text: Text

    def written(self) -> Written:
        return Written(text=self.text)


class ReasonIn(StrictModel):
    """Chọn lý do trong danh mục, hoặc viết lý do, hoặc cả hai."""

    reason_code: str | None = Field(default=None, pattern=r"^[a-z_]{2,40}$")
    text: Text | None = Field(default=None, validate_default=True)

    @field_validator("text")
    @classmethod
    def _says_why(cls, text: str | None, read: ValidationInfo) -> str | None:
        if text is None and read.data.get("reason_code", "") is None:
            raise ValueError("Cần chọn hoặc viết lý do.")
        return text

    def written(self) -> Written:
        return Written(text=self.text, reason_code=self.reason_code)


class ExtensionIn(ReasonIn):
    resolved_by: Moment = Field(description="Hạn xử lý mới")


class ProgressIn(StrictModel):
    text: Text
    file_ids: list[FileId] = Field(default_factory=list, max_length=MAX_PICTURES)

    def written(self) -> Written:
        return Written(text=self.text, file_ids=self.file_ids)


class ResultIn(StrictModel):
    text: LongText
    file_ids: list[FileId] = Field(default_factory=list, max_length=MAX_PICTURES)

    def written(self) -> Written:
        return Written(text=self.text, file_ids=self.file_ids)


class MergeIn(Remark):
    main_code: ReportCode


class ApprovalIn(Remark):
    """``public`` là nội dung mọi người sẽ thấy; bỏ trống thì chỉ người gửi, và những người có phản ánh
    được gộp vào phản ánh này, xem được kết quả."""

    public: PublicTextIn | None = None
