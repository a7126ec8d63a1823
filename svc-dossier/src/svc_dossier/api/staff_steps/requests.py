"""What officers send with a step."""

from typing import Annotated

from pydantic import Field, field_validator

from shared.fields import Day, Impersonal
from shared.web import StrictModel
from svc_dossier.api.fields import Code, FileId, Name, PrintedText
from svc_dossier.domain.payment import MAX_AMOUNT, FeeItem
from svc_dossier.domain.procedure import CopyKind
from svc_dossier.domain.supplement import DocumentDemand
from svc_dossier.use_cases.step_reason import StepReason


class Remark(StrictModel):
    """``note`` được gửi cho công dân."""

    note: PrintedText | None = None


class ResultRemark(Remark):
    """``result_files``: tệp kết quả do chính cán bộ tải lên."""

    result_files: list[FileId] = Field(default_factory=list, max_length=20)


class Reason(StrictModel):
    """``reason_code`` trong danh mục lý do, ``reason`` là lời của cơ quan; ít nhất một. Được gửi cho công dân."""

    reason_code: Code | None = None
    reason: PrintedText | None = None

    def given(self) -> StepReason:
        return StepReason(self.reason_code, self.reason)


class Postponement(StrictModel):
    """``reason`` được gửi cho công dân cùng lời xin lỗi."""

    reason: PrintedText
    due_on: Day = Field(description="Ngày hẹn trả mới, là ngày làm việc")


class RequestedDocument(StrictModel):
    """``code`` của một giấy tờ trong thủ tục, hoặc ``name`` của một giấy tờ khác."""

    code: Code | None = None
    name: Annotated[Name, Impersonal] | None = None
    note: PrintedText | None = None
    copies: list[Annotated[CopyKind, Field(strict=False)]] = Field(
        default_factory=list,
        max_length=len(CopyKind),
        description="Các dạng được nhận, dạng thường dùng nêu trước. Bỏ trống thì nhận mọi dạng mà thủ tục nhận",
    )

    def demand(self) -> DocumentDemand:
        return DocumentDemand(self.code, self.name, self.note, tuple(dict.fromkeys(self.copies)))


class SupplementRequest(Reason):
    documents: list[RequestedDocument] = Field(min_length=1, max_length=20)
    answer_by: Day | None = Field(default=None, description="Hạn bổ sung, là ngày làm việc")


class PaymentItem(StrictModel):
    """``amount``: số đồng."""

    name: Annotated[Name, Impersonal]
    amount: int = Field(ge=1, le=MAX_AMOUNT)

    def fee(self) -> FeeItem:
        return FeeItem(self.name, self.amount)


class PaymentDemand(Reason):
    """Mọi khoản phải nộp, một lần."""

    items: list[PaymentItem] = Field(min_length=1, max_length=20)
    pay_by: Day | None = Field(default=None, description="Hạn nộp, là ngày làm việc")


class SeenDossier(StrictModel):
    """Hồ sơ với phiên bản đang xem."""

    id: Annotated[str, Field(pattern=r"^dos_[0-9A-Z]{26}$")]
    version: int = Field(ge=1)


class BulkAcceptance(StrictModel):
    items: list[SeenDossier] = Field(min_length=1, max_length=50)

    @field_validator("items")
    @classmethod
    def _each_once(cls, items: list[SeenDossier]) -> list[SeenDossier]:
        if len({item.id for item in items}) != len(items):
            raise ValueError("Mỗi hồ sơ chỉ được nêu một lần.")
        return items
