"""What the students of planned bills have of the same periods already, also what was cancelled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from svc_payment.domain.fee_sheet import PlannedBill
from svc_payment.store.bills import Bills
from svc_payment.use_cases.school_bill import BillsThere, student_id


@dataclass(frozen=True)
class FindBills:
    bills: Bills

    async def __call__(self, school_id: str, planned: Sequence[PlannedBill]) -> BillsThere:
        there = defaultdict(list)
        students = {student_id(school_id, one.student_code) for one in planned}
        for bill in await self.bills.of_students(sorted(students), sorted({one.period for one in planned})):
            there[bill.student_id or "", bill.period].append(bill)
        return there
