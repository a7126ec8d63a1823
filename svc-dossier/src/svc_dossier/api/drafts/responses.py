"""Drafts as their owner sees them."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from shared.files.references import FileRef, Reference
from shared.labels import label_of
from shared.web import Timestamp
from svc_dossier.catalogue.labels import PROCEDURE_LABELS
from svc_dossier.domain.dossier import File
from svc_dossier.domain.draft import Draft
from svc_dossier.domain.procedure import Agency, CopyKind, RequiredDocument


class DraftProcedure(BaseModel):
    code: str
    name: str


class DraftRow(BaseModel):
    id: str
    version: int
    procedure: DraftProcedure
    created_at: Timestamp
    changed_at: Timestamp
    expires_at: Timestamp


class DraftList(BaseModel):
    items: list[DraftRow]


class DraftDocument(BaseModel):
    """Gửi lại được nguyên như vậy khi lưu hoặc nộp."""

    code: str
    name: str | None = Field(description="Tên giấy tờ để hiển thị; null khi thủ tục không còn hỏi giấy tờ này")
    file_ids: list[str]
    copy_kind: CopyKind | None = Field(description="Bản chính, bản sao hay bản sao điện tử, như đã chọn")
    copy_label: str | None = Field(description="Cùng nội dung, để hiển thị")


class DraftDetail(DraftRow):
    agency_id: str | None
    agency_name: str | None = Field(description="null khi chưa chọn, hoặc không còn cơ quan mang mã ấy")
    form: dict[str, Any]
    documents: list[DraftDocument]
    files: list[FileRef] = Field(description="Mọi tệp của bản nháp, với tên, cỡ và đường dẫn")


def draft_row(draft: Draft) -> DraftRow:
    return DraftRow(**_facts(draft))


def draft_detail(
    draft: Draft,
    asked: Mapping[str, RequiredDocument],
    agencies: Mapping[str, Agency],
    uploaded: Mapping[str, File],
    reference: Reference,
) -> DraftDetail:
    """``asked``: the documents that the procedure asks for, by their codes; ``uploaded``: the draft's files by their
    ids.
    """
    content = draft.content
    agency = agencies.get(content.agency_id or "")
    return DraftDetail(
        **_facts(draft),
        agency_id=content.agency_id,
        agency_name=agency.name if agency else None,
        form=dict(content.form),
        documents=[
            DraftDocument(
                code=paper.code,
                name=asked[paper.code].name if paper.code in asked else None,
                file_ids=[*paper.file_ids],
                copy_kind=paper.copy_kind,
                copy_label=label_of(PROCEDURE_LABELS["copies"], paper.copy_kind),
            )
            for paper in content.documents
        ],
        files=[
            FileRef(**reference(uploaded[file_id], f"/v1/files/{file_id}"))
            for file_id in content.file_ids
            if file_id in uploaded
        ],
    )


def _facts(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "version": draft.version,
        "procedure": DraftProcedure(code=draft.procedure_code, name=draft.procedure_name),
        "created_at": draft.created_at,
        "changed_at": draft.changed_at,
        "expires_at": draft.expires_at,
    }
