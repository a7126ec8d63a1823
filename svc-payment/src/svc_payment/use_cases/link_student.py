"""A guardian is tied to a student once the name was given right; tries are few."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command
from shared.ids import derived_id
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

    async def __call__(self, citizen_id: str, command: Command, school_id: str, code: str, name: str) -> Student:
        """The student, whose bills the citizen may now see and pay. The same command once more is the same try. Raises
        ``NotFound``, ``Conflict`` or ``TooManyRequests``."""
        student = await self.students.find(school_id, code)
        # With another name it is another try, whatever its key.
        try_id = derived_id("try", command.id, command.fingerprint)
        tries = await self._count(citizen_id, student, try_id)
        try:
            linked = link(student, fold(student.name) if student else "", [fold(name.rstrip(" .,;"))], citizen_id)
            if not await self.students.add_guardian(linked.id, citizen_id):
                raise LinkRefused(LinkRefusal.TOO_MANY_GUARDIANS)
        except LinkRefused as refused:
            if refused.reason is not LinkRefusal.NO_MATCH:
                await self._take_back(tries, try_id)
            raise error_of(refused, REFUSALS) from None
        await self._take_back(tries, try_id)
        await self.share(linked.id, citizen_id)
        return linked

    async def _count(self, citizen_id: str, student: Student | None, try_id: str) -> Collection[str]:
        """One more try of each bound, before the name is compared: whoever asks many times at once learns no more than
        one who asks in turn. Raises ``TooManyRequests``; who is locked out is not locked out for longer by trying.
        """
        now, own = self.clock.now(), f"name:{citizen_id}"
        if not await self.students.count_try(own, try_id, now, WRONG_NAMES_A_DAY):
            raise error_of(LinkRefused(LinkRefusal.TOO_MANY_TRIES), REFUSALS)
        if student is None:
            return [own]
        theirs = {f"name:{citizen_id}:{student.id}": 1, f"student:{student.id}": WRONG_NAMES_OF_A_STUDENT}
        for who, most in theirs.items():
            if await self.students.count_try(who, try_id, now, most, STUDENT_WINDOW):
                return [own, who]
        await self._take_back([own], try_id)
        raise error_of(LinkRefused(LinkRefusal.STUDENT_TRIED_OFTEN), REFUSALS)

    async def _take_back(self, tries: Collection[str], try_id: str) -> None:
        for who in tries:
            await self.students.take_back_try(who, try_id)
