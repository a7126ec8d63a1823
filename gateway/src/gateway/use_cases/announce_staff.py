"""Staff who were granted roles before there was an event of it are told of once."""

from dataclasses import dataclass

from gateway.store.staff_members import StaffMembers
from gateway.use_cases.staff_events import staff_event
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.errors import VersionConflict


@dataclass(frozen=True)
class AnnounceStaff:
    staff: StaffMembers
    staff_cipher: FieldCipher
    clock: Clock

    async def __call__(self) -> None:
        for member in await self.staff.unannounced():
            announced = member.renamed(member.name)
            try:
                await self.staff.save_name(announced, [staff_event(announced, self.clock.now(), self.staff_cipher)])
            except VersionConflict:  # another process does it, or a grant that is announced itself
                continue
