from datetime import datetime
from typing import Self

from pydantic import BaseModel

from gateway.domain.staff import Action, RecordEntry, Staff
from gateway.use_cases.list_staff import StaffPage


class GrantResponse(BaseModel):
    id: str
    role: str
    unit: str
    by: str
    at: datetime

    @classmethod
    def of(cls, grant: RecordEntry) -> Self:
        return cls(id=grant.grant_id, role=grant.role, unit=grant.unit, by=grant.by, at=grant.at)


class RecordResponse(BaseModel):
    id: str
    role: str
    unit: str
    by: str
    at: datetime
    action: Action

    @classmethod
    def of(cls, entry: RecordEntry) -> Self:
        return cls(id=entry.grant_id, role=entry.role, unit=entry.unit, by=entry.by, at=entry.at, action=entry.action)


class StaffGrantsResponse(BaseModel):
    """``grants`` in force, and the ``record`` of all that were ever given and taken back."""

    staff_id: str
    name: str | None
    grants: list[GrantResponse]
    record: list[RecordResponse]

    @classmethod
    def of(cls, member: Staff) -> Self:
        return cls(
            staff_id=member.id,
            name=member.name,
            grants=[GrantResponse.of(grant) for grant in member.grants()],
            record=[RecordResponse.of(entry) for entry in member.record],
        )


class StaffGrantsPageResponse(BaseModel):
    items: list[StaffGrantsResponse]
    next: str | None

    @classmethod
    def of(cls, page: StaffPage, cursor: str | None) -> Self:
        return cls(items=[StaffGrantsResponse.of(member) for member in page.members], next=cursor)
