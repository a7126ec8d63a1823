"""A guardian finds a student and is tied to them: the name is masked until it was given right, and tries are few."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.text import fold
from svc_payment.domain.school import (
    LOOKUPS_A_DAY,
    WRONG_NAMES_A_DAY,
    LinkRefusal,
    LinkRefused,
    Student,
    link,
)
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Students
from svc_payment.use_cases.refusals import error_of


def student_id(school_id: str, code: str) -> str:
    return derived_id("stu", school_id, code)


@dataclass(frozen=True)
class FindStudent:
    students: Students
    clock: Clock

    async def __call__(self, citizen_id: str, school_id: str, code: str) -> Student:
        """To be shown masked. Raises ``NotFound`` or ``TooManyRequests``."""
        now, who = self.clock.now(), f"lookup:{citizen_id}"
        try:
            (await self.students.tries(who)).another(now, LOOKUPS_A_DAY)
        except LinkRefused as refused:
            raise error_of(refused.reason) from None
        await self.students.tried(who, now, LOOKUPS_A_DAY)
        student = await self.students.find(school_id, code)
        if student is None:
            raise NotFound("Không tìm thấy học sinh có mã này tại trường đã chọn.")
        return student


@dataclass(frozen=True)
class LinkStudent:
    students: Students
    bills: Bills
    clock: Clock

    async def __call__(self, citizen_id: str, school_id: str, code: str, name: str) -> Student:
        """The student, whose bills the citizen may now see and pay. Raises ``NotFound``, ``Conflict`` or
        ``TooManyRequests``."""
        now = self.clock.now()
        student = await self.students.find(school_id, code)
        counted = [f"name:{citizen_id}", *([f"student:{student.id}"] if student else [])]
        try:
            for who in counted:
                (await self.students.tries(who)).another(now, WRONG_NAMES_A_DAY)
            linked = link(student, fold(student.name) if student else "", [fold(name)], citizen_id)
        except LinkRefused as refused:
            if refused.reason is LinkRefusal.NO_MATCH:  # who is locked out is not locked out for longer by trying
                for who in counted:
                    await self.students.tried(who, now, WRONG_NAMES_A_DAY)
            raise error_of(refused.reason) from None
        await self.students.add_guardian(linked.id, citizen_id)
        for bill in await self.bills.of_student(linked.id):
            await share_bill(self.bills, bill.id, citizen_id)
        return linked


async def share_bill(bills: Bills, bill_id: str, citizen_id: str) -> None:
    """The citizen may see and pay it from now on."""

    async def attempt(_number: int) -> None:
        bill = await bills.find(bill_id)
        if bill is not None and citizen_id not in bill.parties:
            await bills.save(bill.shared_with(citizen_id))

    await retry_on_conflict(attempt)


async def share_with_new_guardians(
    students: Students, bills: Bills, school_id: str, before: Mapping[str, tuple[str, ...]]
) -> None:
    """With whoever was tied to a student while bills were written; later guardians find the bills themselves.

    ``before``: the guardians for whom they were written, by the student's code.
    """
    for code, student in (await students.by_codes(school_id, list(before))).items():
        for guardian in set(student.guardians) - set(before[code]):
            for bill in await bills.of_student(student.id):
                await share_bill(bills, bill.id, guardian)


@dataclass(frozen=True)
class UnlinkStudent:
    students: Students
    bills: Bills

    async def __call__(self, citizen_id: str, student: str) -> None:
        """Raises ``NotFound``."""
        if not await self.students.remove_guardian(student, citizen_id):
            raise NotFound("Không tìm thấy học sinh này trong danh sách của Ông/Bà.")
        for bill in await self.bills.of_student(student):
            await self._unshare(bill.id, citizen_id)

    async def _unshare(self, bill_id: str, citizen_id: str) -> None:
        async def attempt(_number: int) -> None:
            bill = await self.bills.find(bill_id)
            if bill is not None and citizen_id in bill.parties:
                await self.bills.save(bill.withdrawn_from(citizen_id))

        await retry_on_conflict(attempt)
