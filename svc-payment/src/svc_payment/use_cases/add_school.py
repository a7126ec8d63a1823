"""The province adds a school."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, DuplicateValue, FieldError, Invalid
from svc_payment.domain.school import School, SchoolLevel
from svc_payment.store.schools import Schools


@dataclass(frozen=True)
class AddSchool:
    schools: Schools
    communes: Collection[str]
    other_units: Collection[str]
    """Where officers hold roles that are none of a school: a school of the same id would share its officers."""
    clock: Clock

    async def __call__(
        self, school_id: str, name: str, level: SchoolLevel, commune: str, public: bool, partial: bool
    ) -> School:
        """Raises ``Invalid`` or ``Conflict``."""
        if commune not in self.communes:
            raise Invalid([FieldError("commune", "Không có xã, phường, đặc khu mang mã này.")])
        if school_id in self.other_units:
            raise Invalid([FieldError("id", "Mã này là của xã, phường, đặc khu hoặc của tỉnh.")])
        school = School(school_id, 1, name, level, commune, public, partial, self.clock.now())
        try:
            await self.schools.insert(school)
        except DuplicateValue:
            raise Conflict("school-exists", "Đã có trường này", "Một trường khác đã mang mã này.") from None
        return school
