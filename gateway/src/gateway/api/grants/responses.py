from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, Field

from gateway.domain.roles import Labels
from gateway.domain.staff import Action, RecordEntry, Staff
from gateway.use_cases.list_staff import StaffPage
from shared.web import Timestamp

_ACTIONS: Mapping[Action, str] = {"granted": "Giao vai trò", "revoked": "Thu hồi vai trò"}


class GrantView(BaseModel):
    id: str
    role: str
    role_label: str
    unit: str
    unit_name: str
    by: str
    by_name: str
    at: Timestamp = Field(description="Khi cấp hoặc thu hồi")

    @classmethod
    def of(cls, grant: RecordEntry, labels: Labels) -> Self:
        return cls(**_entry(grant, labels))


class RecordView(GrantView):
    action: Action
    label: str

    @classmethod
    def of(cls, grant: RecordEntry, labels: Labels) -> Self:
        return cls(**_entry(grant, labels), action=grant.action, label=_ACTIONS[grant.action])


def _entry(entry: RecordEntry, labels: Labels) -> dict[str, Any]:
    return {
        "id": entry.grant_id,
        "role": entry.role,
        "role_label": labels.role(entry.role),
        "unit": entry.unit,
        "unit_name": entry.unit_name or labels.unit(entry.unit),
        "by": entry.by,
        "by_name": entry.by_name,
        "at": entry.at,
    }


class StaffGrantsView(BaseModel):
    """``grants`` in force, and the ``record`` of all that were ever given and taken back."""

    staff_id: str
    name: str | None
    grants: list[GrantView]
    record: list[RecordView]

    @classmethod
    def of(cls, member: Staff, labels: Labels) -> Self:
        return cls(
            staff_id=member.id,
            name=member.name,
            grants=[GrantView.of(grant, labels) for grant in member.grants()],
            record=[RecordView.of(entry, labels) for entry in member.record],
        )


class StaffGrantsPage(BaseModel):
    items: list[StaffGrantsView]
    next: str | None

    @classmethod
    def of(cls, page: StaffPage, labels: Labels, cursor: str | None) -> Self:
        return cls(items=[StaffGrantsView.of(member, labels) for member in page.members], next=cursor)
