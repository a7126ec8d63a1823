"""A guardian is tied to a student once the name was given right; tries are few."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.refusals import error_of
from shared.text import fold
from svc_payment.domain.school import (
    STUDENT_WINDOW,
    WRONG_NAMES_A_DAY,
    WRONG_NAMES_OF_A_STUDENT,
    LinkRefusal,
    LinkRefused,
    Student,
    link,
)
from svc_payment.store.schools import Students
from svc_payment.use_cases.refusals import REFUSALS
from svc_payment.use_cases.share_bills import ShareBills


@dataclass(frozen=True)
class LinkStudent:
    students: Students
    share: ShareBills
    clock: Clock

    async def __call__(self, citizen_id: str, school_id: str, code: str, name: str) -> Student:
        """The student, whose bills the citizen may now see and pay. Raises ``NotFound``, ``Conflict`` or
        ``TooManyRequests``."""
        student = await self.students.find(school_id, code)
        tries = await self._count(citizen_id, student)
        try:
            linked = link(student, fold(student.name) if student else "", [fold(name.rstrip(" .,;"))], citizen_id)
            if not await self.students.add_guardian(linked.id, citizen_id):
                raise LinkRefused(LinkRefusal.TOO_MANY_GUARDIANS)
        except LinkRefused as refused:
            if refused.reason is not LinkRefusal.NO_MATCH:
                await self._take_back(tries)
            raise error_of(refused, REFUSALS) from None
        await self._take_back(tries)
        await self.share(linked.id, citizen_id)
        return linked

    async def _count(self, citizen_id: str, student: Student | None) -> Mapping[str, str]:
        """One more try of each bound, before the name is compared: whoever asks many times at once learns no more than
        one who asks in turn. Raises ``TooManyRequests``; who is locked out is not locked out for longer by trying.
        """
        now, own = self.clock.now(), f"name:{citizen_id}"
        first = await self.students.count_try(own, now, WRONG_NAMES_A_DAY)
        if first is None:
            raise error_of(LinkRefused(LinkRefusal.TOO_MANY_TRIES), REFUSALS)
        tries = {own: first}
        if student is None:
            return tries
        theirs = {f"name:{citizen_id}:{student.id}": 1, f"student:{student.id}": WRONG_NAMES_OF_A_STUDENT}
        for who, most in theirs.items():
            if try_id := await self.students.count_try(who, now, most, STUDENT_WINDOW):
                return {**tries, who: try_id}
        await self._take_back(tries)
        raise error_of(LinkRefused(LinkRefusal.STUDENT_TRIED_OFTEN), REFUSALS)

    async def _take_back(self, tries: Mapping[str, str]) -> None:
        for who, try_id in tries.items():
            await self.students.take_back_try(who, try_id)
