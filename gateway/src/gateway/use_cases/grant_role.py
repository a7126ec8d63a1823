"""An administrator gives a member of staff a role in a unit."""

from dataclasses import dataclass

from gateway.domain.roles import Labels, Place, StaffRole
from gateway.domain.staff import Administrator, GrantRefusal, GrantRefused, RecordEntry, require_units
from gateway.services.school_names import SchoolName
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.refusals import REFUSALS
from gateway.use_cases.staff_events import staff_event
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.errors import FieldError, Invalid, NotFound
from shared.ids import new_id
from shared.optimistic import retry_on_conflict
from shared.refusals import explained


@dataclass(frozen=True)
class NewGrant:
    staff_id: str
    role: str
    unit: str


@dataclass(frozen=True)
class GrantRole:
    staff: StaffMembers
    labels: Labels
    school_name: SchoolName
    staff_cipher: FieldCipher
    clock: Clock

    async def __call__(self, wanted: NewGrant, by: Administrator) -> RecordEntry:
        role = self.labels.roles.get(wanted.role)
        if role is None:
            raise Invalid([FieldError("role", "Vai trò này không có trong danh mục vai trò.")])

        async def attempt(_number: int) -> RecordEntry:
            member = await self.staff.get(wanted.staff_id)
            if member is None:
                raise NotFound("Không tìm thấy cán bộ này.")
            now = self.clock.now()
            entry = member.grant(new_id("grn", now), role, wanted.unit, by, now, unit_name)
            granted = member.with_entry(entry)
            await self.staff.save_entry(granted, [staff_event(granted, now, self.staff_cipher)])
            return entry

        with explained(REFUSALS):
            self._require_place(role, wanted.unit)
            require_units(by, role.name, wanted.unit)  # first: who may not grant there learns of nobody
            unit_name = await self._name_of_school(wanted.unit)
            return await retry_on_conflict(attempt)

    async def _name_of_school(self, unit: str) -> str:
        """Empty for another unit, which the gateway knows itself. Raises ``GrantRefused``."""
        if self.labels.place(unit) is not Place.SCHOOL:
            return ""
        name = await self.school_name(unit)
        if name is None:
            raise GrantRefused(GrantRefusal.NO_SUCH_UNIT)
        return name

    def _require_place(self, role: StaffRole, unit: str) -> None:
        place = self.labels.place(unit)
        if place is Place.SCHOOL and Place.SCHOOL not in role.held_in:
            raise GrantRefused(GrantRefusal.NO_SUCH_UNIT)
        if place in (Place.UNIT, Place.AGENCY) and place not in role.held_in:
            raise GrantRefused(GrantRefusal.NOT_HELD_THERE)
