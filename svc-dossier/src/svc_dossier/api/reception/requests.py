"""What an officer enters of a dossier on paper."""

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.fields import Mobile
from shared.web import StrictModel
from svc_dossier.api.fields import Code, DeclaredKind, FileId, PersonalNumber, PersonName, PrintedText, ProcedureCode
from svc_dossier.domain import applicant
from svc_dossier.domain.dossier import Channel
from svc_dossier.use_cases.gather_papers import SubmittedDocument
from svc_dossier.use_cases.receive_dossier import Reception
from svc_dossier.use_cases.submission import Submission


class PaperReceived(StrictModel):
    """Giấy tờ nhận tại quầy; tệp quét là tùy chọn."""

    code: Code
    file_ids: list[FileId] = Field(default_factory=list, max_length=10)
    copy_kind: DeclaredKind = None


class Applicant(StrictModel):
    """Người nộp, khi thủ tục không có biểu mẫu."""

    name: PersonName
    personal_number: PersonalNumber
    phone: Mobile


class PaperDossier(StrictModel):
    """``channel``: direct là nộp trực tiếp, postal là qua bưu chính công ích. ``complete``: đủ, tiếp nhận ngay với mã
    hồ sơ và ngày hẹn."""

    procedure_code: ProcedureCode
    agency_id: Code = Field(examples=["21025"])
    channel: Literal["direct", "postal"]
    form: dict[str, Any] = Field(default_factory=dict)
    person: Applicant | None = None
    documents: list[PaperReceived] = Field(default_factory=list, max_length=20)
    complete: bool = True
    citizen_id: Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")] | None = None
    note: PrintedText | None = None

    def reception(self) -> Reception:
        documents = [
            SubmittedDocument(paper.code, paper.file_ids, copy_kind=paper.copy_kind) for paper in self.documents
        ]
        person = self.person
        return Reception(
            submission=Submission(self.procedure_code, self.agency_id, self.form, documents),
            channel=Channel[self.channel.upper()],
            complete=self.complete,
            citizen_id=self.citizen_id,
            person=applicant.Applicant(person.name, person.personal_number, person.phone) if person else None,
            note=self.note,
        )
