"""Versions of procedures as their editors are shown them."""

from datetime import date, datetime, tzinfo

from pydantic import BaseModel, Field

from shared.offers import Offer
from shared.web import Timestamp
from svc_dossier.api.offers import version_offers
from svc_dossier.catalogue.labels import VERSION_EDITS, VERSION_STAGES
from svc_dossier.catalogue.procedure_file import ProcedureFile
from svc_dossier.catalogue.procedure_text import from_json
from svc_dossier.domain import procedure_version as domain
from svc_dossier.domain.procedure_version import Edit, EditEntry, Stage
from svc_dossier.use_cases.edit_procedure_version import ProcedureEdit


class ProcedureVersionRow(BaseModel):
    code: str
    version: int = Field(description="Phiên bản của thủ tục")
    name: str
    stage: Stage
    stage_label: str
    effective_from: date
    revision: int = Field(description="Lần sửa của phiên bản này, để gửi lại trong If-Match")
    changed_at: Timestamp
    changed_by: str
    changed_by_name: str
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, version: domain.ProcedureVersion, now: datetime, zone: tzinfo) -> "ProcedureVersionRow":
        return cls(
            code=version.code,
            version=version.number,
            name=from_json(version.content).name,
            stage=version.stage,
            stage_label=VERSION_STAGES[version.stage],
            effective_from=version.effective_from,
            revision=version.revision,
            changed_at=version.record[-1].at,
            changed_by=version.record[-1].by,
            changed_by_name=version.record[-1].by_name,
            allowed_actions=version_offers(version, now, zone),
        )


class ProcedureVersionPage(BaseModel):
    items: list[ProcedureVersionRow]
    next: str | None


class EditRow(BaseModel):
    """Một lần biên tập."""

    edit: Edit
    edit_label: str
    by: str
    by_name: str
    at: Timestamp
    revision: int
    reason: str | None
    changed: list[str] = Field(description="Các mục đã đổi")

    @classmethod
    def of(cls, entry: EditEntry) -> "EditRow":
        return cls(
            edit=entry.edit,
            edit_label=VERSION_EDITS[entry.edit],
            by=entry.by,
            by_name=entry.by_name,
            at=entry.at,
            revision=entry.revision,
            reason=entry.reason,
            changed=[*entry.changed],
        )


class ProcedureVersionDetail(ProcedureVersionRow):
    content: ProcedureFile
    record: list[EditRow]

    @classmethod
    def with_record(cls, version: domain.ProcedureVersion, now: datetime, zone: tzinfo) -> "ProcedureVersionDetail":
        return cls(
            **vars(ProcedureVersionRow.of(version, now, zone)),
            content=from_json(version.content),
            record=[EditRow.of(entry) for entry in version.record],
        )


class EditReceipt(BaseModel):
    """Lần biên tập vừa thực hiện."""

    code: str
    version: int
    edit: Edit
    edit_label: str
    by: str
    by_name: str
    at: Timestamp
    revision: int
    reason: str | None
    changed: list[str] = Field(description="Các mục đã đổi")

    @classmethod
    def of(cls, done: ProcedureEdit) -> "EditReceipt":
        return cls(code=done.code, version=done.number, **vars(EditRow.of(done.entry)))
