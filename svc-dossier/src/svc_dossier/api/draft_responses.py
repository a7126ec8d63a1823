"""What goes out of drafts, and of a look-up by code."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class ProgressStep(BaseModel):
    at: datetime
    state: int
    state_label: str


class Progress(BaseModel):
    """Tiến độ theo mã, không có dữ liệu cá nhân."""

    code: str
    state: int
    state_label: str
    what_next: str
    accepted_at: datetime | None
    due_at: datetime | None
    steps: list[ProgressStep]


class DraftProcedure(BaseModel):
    code: str
    name: str


class DraftRow(BaseModel):
    id: str
    version: int
    procedure: DraftProcedure
    created_at: datetime
    changed_at: datetime
    expires_at: datetime


class DraftRows(BaseModel):
    items: list[DraftRow]


class DraftDocument(BaseModel):
    code: str
    file_ids: list[str]


class DraftDetail(DraftRow):
    agency_id: str | None
    form: dict[str, Any]
    documents: list[DraftDocument]
