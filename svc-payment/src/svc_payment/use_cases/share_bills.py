"""The bills of a student are shown to a guardian."""

from dataclasses import dataclass

from shared.optimistic import retry_on_conflict
from svc_payment.store.bills import Bills


@dataclass(frozen=True)
class ShareBills:
    bills: Bills

    async def __call__(self, student_id: str, citizen_id: str) -> None:
        """The citizen may see and pay them from now on."""
        for bill in await self.bills.of_student(student_id):
            await self._share(bill.id, citizen_id)

    async def _share(self, bill_id: str, citizen_id: str) -> None:
        async def attempt(_number: int) -> None:
            bill = await self.bills.find(bill_id)
            if bill is not None and citizen_id not in bill.parties:
                await self.bills.save(bill.shared_with(citizen_id))

        await retry_on_conflict(attempt)
