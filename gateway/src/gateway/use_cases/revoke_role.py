"""An administrator takes a role back; that it was held stays on record."""

from dataclasses import dataclass

from gateway.domain.staff import Administrator, GrantRefusal, GrantRefused
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.refusals import REFUSALS
from gateway.use_cases.staff_events import staff_event
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.optimistic import retry_on_conflict
from shared.refusals import explained


@dataclass(frozen=True)
class RevokeRole:
    staff: StaffMembers
    staff_cipher: FieldCipher
    clock: Clock

    async def __call__(self, grant_id: str, by: Administrator) -> None:
        async def attempt(_number: int) -> None:
            member = await self.staff.with_grant(grant_id)
            if member is None:
                raise GrantRefused(GrantRefusal.NO_SUCH_GRANT)
            now = self.clock.now()
            left = member.with_entry(member.revoke(grant_id, by, now))
            await self.staff.save_entry(left, [staff_event(left, now, self.staff_cipher)])

        with explained(REFUSALS):
            await retry_on_conflict(attempt)
