"""A guardian is no longer tied to a student, and sees no bill of theirs."""

from dataclasses import dataclass

from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Students


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
