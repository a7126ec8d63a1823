"""An administrator reads who works in their units, and what they were ever allowed to do there."""

from dataclasses import dataclass

from gateway.domain.staff import Administrator, Staff
from gateway.store.staff_members import StaffMembers


@dataclass(frozen=True)
class StaffPage:
    """``last`` is where the next page begins; ``None`` on the last one."""

    members: list[Staff]
    last: str | None


@dataclass(frozen=True)
class ListStaff:
    staff: StaffMembers

    async def __call__(self, after: str | None, limit: int, by: Administrator) -> StaffPage:
        found = await self.staff.after(after, limit + 1, by.only_units)
        members = [member.seen_by(by) for member in found[:limit]]
        return StaffPage(members, members[-1].id if len(found) > limit else None)
