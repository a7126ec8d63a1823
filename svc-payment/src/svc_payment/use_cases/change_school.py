"""The province changes how a school is called and collects."""

from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.errors import NotFound, OutdatedVersion
from shared.optimistic import retry_on_conflict
from svc_payment.domain.school import School
from svc_payment.store.schools import Schools


@dataclass(frozen=True)
class ChangeSchool:
    schools: Schools
    clock: Clock

    async def __call__(self, school_id: str, seen: int, name: str, partial: bool) -> School:
        """Raises ``NotFound``, ``OutdatedVersion`` or ``Unavailable``."""

        async def attempt(_number: int) -> School:
            school = await self.schools.find(school_id)
            if school is None:
                raise NotFound("Không tìm thấy trường này.")
            if school.version != seen:
                raise OutdatedVersion(current_version=school.version)
            after = replace(school, name=name, partial=partial, version=seen + 1, changed_at=self.clock.now())
            await self.schools.save(after)
            return after

        return await retry_on_conflict(attempt)
