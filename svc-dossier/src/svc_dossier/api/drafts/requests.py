"""What a citizen saves of a dossier that is not submitted yet."""

from typing import Any

from pydantic import Field

from shared.fields import SentBack
from shared.web import StrictModel
from svc_dossier.api.fields import Code, DeclaredKind, FileId, ProcedureCode
from svc_dossier.domain import draft


class DraftPaper(StrictModel):
    code: Code
    file_ids: list[FileId] = Field(default_factory=list, max_length=10)
    copy_kind: DeclaredKind = None
    copy_label: SentBack = None
    name: SentBack = None

    def paper(self) -> draft.DraftPaper:
        return draft.DraftPaper(self.code, tuple(self.file_ids), self.copy_kind)


class DraftContent(StrictModel):
    """Chưa cần đủ, chưa cần đúng."""

    agency_id: Code | None = None
    form: dict[str, Any] = Field(default_factory=dict)
    documents: list[DraftPaper] = Field(default_factory=list, max_length=20)

    def content(self) -> draft.DraftContent:
        return draft.DraftContent(self.agency_id, self.form, tuple(each.paper() for each in self.documents))


class NewDraft(DraftContent):
    procedure_code: ProcedureCode
