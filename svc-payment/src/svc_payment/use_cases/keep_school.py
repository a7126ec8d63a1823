"""The province keeps the list of schools."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.errors import Conflict, DuplicateValue, FieldError, Invalid, NotFound, OutdatedVersion, VersionConflict
from svc_payment.domain.school import School, SchoolLevel
from svc_payment.store.schools import Schools


@dataclass(frozen=True)
class AddSchool:
    schools: Schools
    communes: Collection[str]
    clock: Clock

    async def __call__(
        self, school_id: str, name: str, level: SchoolLevel, commune: str, public: bool, partial: bool
    ) -> School:
        """Raises ``Invalid`` or ``Conflict``."""
        if commune not in self.communes:
            raise Invalid([FieldError("commune", "Không có xã, phường, đặc khu mang mã này.")])
        school = School(school_id, 1, name, level, commune, public, partial, self.clock.now())
        try:
            await self.schools.insert(school)
        except DuplicateValue:
            raise Conflict("school-exists", "Đã có trường này", "Một trường khác đã mang mã này.") from None
        return school


@dataclass(frozen=True)
class ChangeSchool:
    schools: Schools
    clock: Clock

    async def __call__(self, school_id: str, seen: int, name: str, partial: bool) -> School:
        """Raises ``NotFound`` or ``OutdatedVersion``."""
        school = await self.schools.find(school_id)
        if school is None:
            raise NotFound("Không tìm thấy trường này.")
        if school.version != seen:
            raise OutdatedVersion(current_version=school.version)
        after = replace(school, name=name, partial=partial, version=seen + 1, changed_at=self.clock.now())
        try:
            await self.schools.save(after)
        except VersionConflict:
            raise OutdatedVersion() from None
        return after
