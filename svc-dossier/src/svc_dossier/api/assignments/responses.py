"""An assignment, and the officers of an office."""

from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_dossier.domain.dossier import Assignment


class AssignmentReceipt(BaseModel):
    id: str
    assignee: str | None
    assignee_name: str
    at: Timestamp
    version: int

    @classmethod
    def of(cls, dossier_id: str, assignment: Assignment) -> Self:
        return cls(
            id=dossier_id,
            assignee=assignment.officer_id,
            assignee_name=assignment.officer_name,
            at=assignment.at,
            version=assignment.version,
        )


class OfficerRow(BaseModel):
    id: str
    name: str = Field(description="Trống khi chưa từng đăng nhập")
    titles: list[str] = Field(description="Chức danh theo vai trò tại đơn vị, để phân biệt người trùng tên")


class OfficerPage(BaseModel):
    items: list[OfficerRow]
    next: str | None
