"""A member of staff is known from the first time that somebody names their Zalo account; roles come later."""

from dataclasses import dataclass

from gateway.domain.staff import Staff
from gateway.store.staff_members import StaffMembers
from shared.clock import Clock
from shared.ids import new_id
from shared.optimistic import retry_on_conflict


@dataclass(frozen=True)
class RegisterStaff:
    staff: StaffMembers
    clock: Clock

    async def __call__(self, zalo_user_id: str) -> Staff:
        """The member of staff with this Zalo account, known from now on."""

        async def attempt(_number: int) -> Staff:
            known = await self.staff.of_zalo_user(zalo_user_id)
            if known is not None:
                return known
            now = self.clock.now()
            member = Staff(new_id("stf", now), 1, zalo_user_id, None, now)
            await self.staff.add(member)
            return member

        return await retry_on_conflict(attempt)
