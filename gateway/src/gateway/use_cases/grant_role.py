"""Roles of staff: given, taken back, and every time written down."""

from dataclasses import dataclass

from gateway.domain.staff import PROVINCE, RECORD_LIMIT, RecordEntry, RoleName, Staff, may_administer
from gateway.store.staff_members import StaffMembers
from shared.clock import Clock
from shared.errors import Conflict, Forbidden, NotFound, ServiceError, Unavailable
from shared.ids import new_id

_ATTEMPTS = 5


@dataclass(frozen=True)
class GrantRole:
    """``by`` administers ``units``."""

    staff: StaffMembers
    clock: Clock

    async def grant(self, staff_id: str, role: RoleName, unit: str, by: str, units: frozenset[str]) -> RecordEntry:
        """409 when the role is in force already."""
        if not may_administer(units, role, unit):
            raise _not_yours()
        for _ in range(_ATTEMPTS):
            member = await self.staff.get(staff_id)
            if member is None:
                raise NotFound("Không tìm thấy cán bộ này.")
            now = self.clock.now()
            if any((grant.role, grant.unit) == (role, unit) for grant in member.grants()):
                detail = "Cán bộ này đã có vai trò được yêu cầu tại đơn vị này."
                raise Conflict("role-held", "Đã có vai trò", detail)
            entry = RecordEntry(new_id("grn", now), "granted", role, unit, by, now)
            if await self._append(member, entry):
                return entry
        raise Unavailable(retry_after=1)

    async def revoke(self, grant_id: str, by: str, units: frozenset[str]) -> None:
        """404 when no such grant is in force."""
        for _ in range(_ATTEMPTS):
            member = await self.staff.with_grant(grant_id)
            grant = next((grant for grant in member.grants() if grant.grant_id == grant_id), None) if member else None
            if member is None or grant is None:
                raise NotFound("Không tìm thấy phân quyền này.")
            if not may_administer(units, grant.role, grant.unit):
                raise _not_yours()
            entry = RecordEntry(grant_id, "revoked", grant.role, grant.unit, by, self.clock.now())
            if await self._append(member, entry):
                return
        raise Unavailable(retry_after=1)

    async def _append(self, member: Staff, entry: RecordEntry) -> bool:
        if len(member.record) >= RECORD_LIMIT:
            detail = "Lịch sử phân quyền của cán bộ này đã đầy."
            raise Conflict("record-full", "Không thể phân quyền thêm", detail)
        return await self.staff.append(member, entry)


def _not_yours() -> ServiceError:
    return Forbidden("Bạn chỉ được phân quyền trong đơn vị mình quản trị.")


ALL_UNITS = frozenset((PROVINCE,))
"""What the command line administers."""
