"""A guardian is tied to a student once the name was given right; tries are few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.refusals import error_of
from shared.text import fold
from svc_payment.domain.school import (
    WRONG_NAMES_A_DAY,
    LinkRefusal,
    LinkRefused,
    Student,
    link,
)
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Students
from svc_payment.use_cases.refusals import REFUSALS
from svc_payment.use_cases.share_bill import share_bill


@dataclass(frozen=True)
class LinkStudent:
    students: Students
    bills: Bills
    clock: Clock

    async def __call__(self, citizen_id: str, school_id: str, code: str, name: str) -> Student:
        """The student, whose bills the citizen may now see and pay. Raises ``NotFound``, ``Conflict`` or
        ``TooManyRequests``."""
        student = await self.students.find(school_id, code)
        tries = await self._count([f"name:{citizen_id}", *([f"student:{student.id}"] if student else [])])
        try:
            linked = link(student, fold(student.name) if student else "", [fold(name)], citizen_id)
        except LinkRefused as refused:
            if refused.reason is not LinkRefusal.NO_MATCH:
                await self._take_back(tries)
            raise error_of(refused, REFUSALS) from None
        await self._take_back(tries)
        await self.students.add_guardian(linked.id, citizen_id)
        for bill in await self.bills.of_student(linked.id):
            await share_bill(self.bills, bill.id, citizen_id)
        return linked

    async def _count(self, counted: Sequence[str]) -> Mapping[str, str]:
        """One more try of each, before the name is compared: whoever asks many times at once learns no more than one
        who asks in turn. Raises ``TooManyRequests``; who is locked out is not locked out for longer by trying.
        """
        tries: dict[str, str] = {}
        for who in counted:
            try_id = await self.students.count_try(who, self.clock.now(), WRONG_NAMES_A_DAY)
            if try_id is None:
                await self._take_back(tries)
                raise error_of(LinkRefused(LinkRefusal.TOO_MANY_TRIES), REFUSALS)
            tries[who] = try_id
        return tries

    async def _take_back(self, tries: Mapping[str, str]) -> None:
        for who, try_id in tries.items():
            await self.students.take_back_try(who, try_id)
