"""Rows as editors see them, with who changed what."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from shared.offers import Offer
from shared.web import Timestamp
from svc_content.api.labels import EDITS
from svc_content.api.offers import entry_offers
from svc_content.catalogue.entry_kinds import KINDS, LABELS, Content
from svc_content.domain.entry import Edit, EditEntry, Entry

T = TypeVar("T", bound=Content)


class EditView(BaseModel):
    version: int
    edit: Edit
    edit_label: str
    by: str
    by_name: str
    at: Timestamp
    changed: list[str]

    @classmethod
    def of(cls, edit: EditEntry) -> "EditView":
        members = {name: getattr(edit, name) for name in cls.model_fields if name != "edit_label"}
        return cls.model_validate({**members, "edit_label": EDITS[edit.edit]})


class EntryView(BaseModel, Generic[T]):
    kind: str
    kind_label: str
    key: str
    version: int = Field(description="Để gửi lại trong If-Match; 0 khi thêm mới")
    position: int
    active: bool
    content: T
    changed_at: Timestamp
    changed_by: str
    changed_by_name: str
    allowed_actions: list[Offer]
    record: list[EditView]

    @classmethod
    def of(cls, entry: Entry) -> "EntryView[T]":
        content: Any = KINDS[entry.kind].model_validate(entry.content)
        return cls(
            kind=entry.kind,
            kind_label=LABELS[entry.kind],
            key=entry.key,
            version=entry.version,
            position=entry.position,
            active=entry.active,
            content=content,
            changed_at=entry.changed_at,
            changed_by=entry.record[-1].by,
            changed_by_name=entry.record[-1].by_name,
            allowed_actions=entry_offers(entry),
            record=[EditView.of(edit) for edit in entry.record],
        )


class EntryPage(BaseModel, Generic[T]):
    items: list[EntryView[T]]
    next: str | None
