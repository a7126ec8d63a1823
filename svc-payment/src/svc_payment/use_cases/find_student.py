"""A guardian looks for a student, whose name is masked."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.ids import random_id
from shared.refusals import error_of
from svc_payment.domain.school import LOOKUPS_A_DAY, LinkRefusal, LinkRefused, Student
from svc_payment.store.schools import Students
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class FindStudent:
    students: Students
    clock: Clock

    async def __call__(self, citizen_id: str, school_id: str, code: str) -> Student:
        """The student, to be shown masked. Raises ``NotFound`` or ``TooManyRequests``."""
        now, own = self.clock.now(), f"lookup:{citizen_id}"
        if not await self.students.count_try(own, random_id("try"), now, LOOKUPS_A_DAY):
            raise error_of(LinkRefused(LinkRefusal.TOO_MANY_LOOKUPS), REFUSALS)
        student = await self.students.find(school_id, code)
        if student is None:
            raise NotFound("Không tìm thấy học sinh có mã này tại trường đã chọn.")
        return student
