"""Who of an agency is to work on something: the officer who says so, or a colleague of theirs."""

from dataclasses import dataclass

from shared.errors import FieldError, Invalid
from shared.reference.staff_directory import StaffDirectory
from svc_feedback.domain.parties import Assignee, Party

HANDLING = ("feedback_handler",)
"""Who works on what an agency has."""


@dataclass(frozen=True)
class FindColleague:
    staff: StaffDirectory

    async def __call__(self, by: Party, agency_id: str | None, officer_id: str | None) -> Assignee | None:
        """``None``: nobody. Raises ``Invalid``."""
        if officer_id is None:
            return None
        if officer_id == by.id:
            return Assignee(by.id, by.name)
        member = await self.staff.find(officer_id, agency_id or "", HANDLING)
        if member is None:
            message = "Không có cán bộ nào của đơn vị xử lý mang mã này."
            raise Invalid([FieldError("officer_id", message)])
        return Assignee(member.id, member.name)
