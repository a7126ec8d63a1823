"""A school's accountant corrects what a student is called; who did it, and what stood there before, is kept."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.party import Party
from svc_payment.domain.school import Student
from svc_payment.store.schools import Students


@dataclass(frozen=True)
class CorrectStudent:
    students: Students
    clock: Clock

    async def __call__(self, school_id: str, student_id: str, by: Party, name: str, class_name: str) -> Student:
        """A repeat changes nothing. Raises ``NotFound``."""

        async def attempt(_number: int) -> Student:
            before = await self.students.by_id(student_id)
            if before is None or before.school_id != school_id:
                raise NotFound("Không tìm thấy học sinh này.")
            after = before.corrected(" ".join(name.split()), " ".join(class_name.split()), by, self.clock.now())
            if after is not before:
                await self.students.correct(before, after)
            return after

        return await retry_on_conflict(attempt)
