"""What may come in. Every text and list is bounded; what is not named here is refused."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator

from shared.text import nfc
from shared.web import StrictModel
from svc_dossier.catalogue.form import CONTROL
from svc_dossier.domain import applicant
from svc_dossier.domain.dossier import Channel
from svc_dossier.domain.payment import MAX_AMOUNT, FeeItem
from svc_dossier.store.drafts import Content
from svc_dossier.use_cases.gather_papers import SubmittedDocument
from svc_dossier.use_cases.receive_dossier import Reception
from svc_dossier.use_cases.request_supplement import Request
from svc_dossier.use_cases.submit_dossier import Submission


def _readable(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("Có ký tự không hợp lệ.")
    return nfc(text)


Text = Annotated[str, Field(min_length=3, max_length=1000), AfterValidator(_readable)]
Name = Annotated[str, Field(min_length=3, max_length=200), AfterValidator(_readable)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
DraftId = Annotated[str, Field(pattern=r"^dft_[0-9A-Z]{26}$")]
FileId = Annotated[str, Field(pattern=r"^fil_[0-9A-Z]{26}$")]


class Document(StrictModel):
    """Tệp của một giấy tờ."""

    code: Code
    file_ids: list[FileId] = Field(min_length=1, max_length=10)

    def handed(self) -> SubmittedDocument:
        return SubmittedDocument(self.code, self.file_ids)


class SubmitDossier(StrictModel):
    procedure_code: str = Field(pattern=r"^\d\.\d{6}$", examples=["1.001193"])
    agency_id: Code = Field(examples=["21025"])
    form: dict[str, Any] = Field(
        default_factory=dict,
        description="Theo biểu mẫu (JSON Schema) của thủ tục; bỏ trống khi thủ tục nộp trên Cổng Dịch vụ công quốc gia",
    )
    documents: list[Document] = Field(default_factory=list, max_length=20)
    draft_id: DraftId | None = Field(default=None, description="Bản nháp được xóa khi hồ sơ đã nộp")


class DraftPaper(StrictModel):
    code: Code
    file_ids: list[FileId] = Field(default_factory=list, max_length=10)


class DraftContent(StrictModel):
    """Chưa cần đủ, chưa cần đúng."""

    agency_id: Code | None = None
    form: dict[str, Any] = Field(default_factory=dict)
    documents: list[DraftPaper] = Field(default_factory=list, max_length=20)

    def content(self) -> Content:
        return Content(
            self.agency_id, self.form, tuple((paper.code, tuple(paper.file_ids)) for paper in self.documents)
        )


class BeginDraft(DraftContent):
    procedure_code: str = Field(pattern=r"^\d\.\d{6}$", examples=["1.001193"])


class RatingGiven(StrictModel):
    """3 rất hài lòng, 2 hài lòng, 1 chưa hài lòng."""

    level: int = Field(ge=1, le=3)
    comment: Text | None = None


class NationalCode(StrictModel):
    code: str = Field(min_length=1, max_length=60, examples=["000.00.53.H48-261123-0001"])


class PaperReceived(StrictModel):
    """Giấy tờ nhận tại quầy; tệp quét là tùy chọn."""

    code: Code
    file_ids: list[FileId] = Field(default_factory=list, max_length=10)


class Applicant(StrictModel):
    """Người nộp, khi thủ tục không có biểu mẫu."""

    name: Name
    personal_number: str = Field(pattern=r"^\d{12}$")
    phone: str = Field(pattern=r"^0(3|5|7|8|9)\d{8}$")


class ReceiveDossier(StrictModel):
    """``channel``: 1 trực tiếp, 3 bưu chính công ích. ``complete``: đủ, tiếp nhận ngay với mã hồ sơ và ngày hẹn."""

    procedure_code: str = Field(pattern=r"^\d\.\d{6}$", examples=["1.001193"])
    agency_id: Code = Field(examples=["21025"])
    channel: Literal[1, 3]
    form: dict[str, Any] = Field(default_factory=dict)
    person: Applicant | None = None
    documents: list[PaperReceived] = Field(default_factory=list, max_length=20)
    complete: bool = True
    citizen_id: Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")] | None = None
    note: Text | None = None

    def reception(self) -> Reception:
        handed = [SubmittedDocument(paper.code, paper.file_ids) for paper in self.documents]
        told = self.person
        person = applicant.Applicant(told.name, told.personal_number, told.phone) if told else None
        return Reception(
            submission=Submission(self.procedure_code, self.agency_id, self.form, handed),
            channel=Channel(self.channel),
            complete=self.complete,
            citizen_id=self.citizen_id,
            person=person,
            note=self.note,
        )


class Supplement(StrictModel):
    documents: list[Document] = Field(min_length=1, max_length=20)
    note: Text | None = None


class Remark(StrictModel):
    """``note`` được gửi cho công dân."""

    note: Text | None = None


class ResultRemark(Remark):
    """``result_files``: tệp kết quả do chính cán bộ tải lên."""

    result_files: list[FileId] = Field(default_factory=list, max_length=20)


class Reason(StrictModel):
    """``reason_code`` trong danh mục lý do, ``reason`` là lời của cơ quan; ít nhất một. Được gửi cho công dân."""

    reason_code: Code | None = None
    reason: Text | None = None


class Postponement(StrictModel):
    """``reason`` được gửi cho công dân cùng lời xin lỗi."""

    reason: Text
    due_on: Annotated[date, Field(strict=False)] = Field(description="Ngày hẹn trả mới, là ngày làm việc")


class Publication(StrictModel):
    effective_from: Annotated[date, Field(strict=False)] = Field(description="Hôm nay hoặc một ngày sau")
    reason: Text | None = Field(default=None, description="Căn cứ công bố")


class Address(StrictModel):
    address: Annotated[str, AfterValidator(_readable)] = Field(
        min_length=2, max_length=300, examples=["Phường Trần Phú, thành phố Quảng Ngãi"]
    )


class Withdrawal(StrictModel):
    reason: Text


class RequestedDocument(StrictModel):
    """``code`` của một giấy tờ trong thủ tục, hoặc ``name`` của một giấy tờ khác."""

    code: Code | None = None
    name: Name | None = None
    note: Text | None = None

    def request(self) -> Request:
        return Request(self.code, self.name, self.note)


class SupplementRequest(Reason):
    documents: list[RequestedDocument] = Field(min_length=1, max_length=20)


class PaymentItem(StrictModel):
    """``amount``: số đồng."""

    name: Name
    amount: int = Field(ge=1, le=MAX_AMOUNT)

    def fee(self) -> FeeItem:
        return FeeItem(self.name, self.amount)


class PaymentDemand(Reason):
    """Mọi khoản phải nộp, một lần."""

    items: list[PaymentItem] = Field(min_length=1, max_length=20)
    pay_by: Annotated[date | None, Field(strict=False)] = Field(default=None, description="Hạn nộp, là ngày làm việc")


class AssignmentOrder(StrictModel):
    """``officer_id``: mã cán bộ của đơn vị, ``me`` là chính mình, ``null`` là thôi giao."""

    officer_id: Annotated[str, Field(pattern=r"^(me|stf_[0-9A-Za-z_]{1,60})$")] | None
    note: Text | None = None


class InternalNote(StrictModel):
    text: Text


class Seen(StrictModel):
    """Hồ sơ với phiên bản đang xem."""

    id: Annotated[str, Field(pattern=r"^dos_[0-9A-Z]{26}$")]
    version: int = Field(ge=1)


class BulkAcceptance(StrictModel):
    items: list[Seen] = Field(min_length=1, max_length=50)

    @field_validator("items")
    @classmethod
    def _each_once(cls, items: list[Seen]) -> list[Seen]:
        if len({item.id for item in items}) != len(items):
            raise ValueError("Mỗi hồ sơ chỉ được nêu một lần.")
        return items
