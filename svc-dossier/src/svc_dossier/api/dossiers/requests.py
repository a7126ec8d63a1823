"""What a citizen sends about a dossier; what is not named here is refused."""

from typing import Annotated, Any

from pydantic import Field

from shared.web import StrictModel
from svc_dossier.api.fields import Code, Document, DossierCode, ProcedureCode, Text
from svc_dossier.catalogue.public_procedure import MAX_DOCUMENTS
from svc_dossier.use_cases.submission import Submission

DraftId = Annotated[str, Field(pattern=r"^dft_[0-9A-Z]{26}$")]


class NewDossier(StrictModel):
    procedure_code: ProcedureCode
    agency_id: Code = Field(examples=["21025"])
    form: dict[str, Any] = Field(
        default_factory=dict,
        description="Theo biểu mẫu (JSON Schema) của thủ tục; bỏ trống khi thủ tục nộp trên Cổng Dịch vụ công quốc gia",
    )
    documents: list[Document] = Field(default_factory=list, max_length=MAX_DOCUMENTS)
    draft_id: DraftId | None = Field(default=None, description="Bản nháp được xóa khi hồ sơ đã nộp")

    def submission(self) -> Submission:
        documents = [document.submitted() for document in self.documents]
        return Submission(self.procedure_code, self.agency_id, self.form, documents)


class NewRating(StrictModel):
    """3 rất hài lòng, 2 hài lòng, 1 chưa hài lòng."""

    level: int = Field(ge=1, le=3, description="Mức hài lòng: 3 rất hài lòng, 2 hài lòng, 1 chưa hài lòng")
    comment: Text | None = None


class NationalCode(StrictModel):
    code: DossierCode = Field(examples=["000.00.53.H48-261123-0001"])
