"""A member of staff reads who they are here."""

from dataclasses import dataclass

from gateway.domain.staff import Staff
from gateway.store.staff_members import StaffMembers
from shared.errors import NotFound


@dataclass(frozen=True)
class ReadStaff:
    staff: StaffMembers

    async def __call__(self, staff_id: str) -> Staff:
        """Raises ``NotFound``."""
        member = await self.staff.get(staff_id)
        if member is None:
            raise NotFound("Không tìm thấy cán bộ này.")
        return member
