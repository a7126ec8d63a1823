"""A member of staff is called what Zalo calls them now; who gives them work learns it."""

from dataclasses import dataclass

from gateway.domain.staff import Staff
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.staff_events import staff_event
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.optimistic import retry_on_conflict
from shared.text import has_letter, plain_name


@dataclass(frozen=True)
class RenameStaff:
    staff: StaffMembers
    staff_cipher: FieldCipher
    clock: Clock

    async def __call__(self, member: Staff, called: str) -> None:
        name = plain_name(called)  # it signs papers
        if not has_letter(name):
            return

        async def attempt(_number: int) -> None:
            known = await self.staff.get(member.id) or member
            if known.name == name:
                return
            renamed = known.renamed(name)
            await self.staff.save_name(renamed, [staff_event(renamed, self.clock.now(), self.staff_cipher)])

        await retry_on_conflict(attempt)
