"""A partner bank asks by student code what there is to pay: the first of the two calls that banks make for any biller.

The second is the bank's notice of the credit. Each open bill is answered with a content by which the transfer finds it.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.errors import DuplicateValue, NotFound
from shared.ids import derived_id
from svc_payment.domain.school import Student
from svc_payment.providers.registry import Providers
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.store.schools import Students
from svc_payment.use_cases.begin_payment import payment_through

TRANSFER = "vietqr"


@dataclass(frozen=True)
class PayableBill:
    """``content`` is what the transfer has to say."""

    code: str
    title: str
    amount: int
    due_at: datetime | None
    content: str


@dataclass(frozen=True)
class InquireBills:
    students: Students
    bills: Bills
    payments: Payments
    providers: Providers
    clock: Clock

    async def __call__(self, school_id: str, student_code: str) -> tuple[Student, list[PayableBill]]:
        """Asked again, the same contents as long as the amounts are the same. Raises ``NotFound``."""
        student, provider = await self.students.find(school_id, student_code), self.providers.find(TRANSFER)
        if student is None or provider is None:
            raise NotFound("Không tìm thấy học sinh có mã này tại trường đã chọn.")
        payable = []
        for bill in await self.bills.payable(student.id):
            if not bill.remaining:
                continue
            items = tuple(bill.owed_items())
            payment_id = derived_id("pay", "inquiry", bill.id, str(bill.remaining), *items)
            payment = payment_through(provider, payment_id, None, bill, bill.remaining, items, self.clock.now())
            try:
                await self.payments.insert(payment)
            except DuplicateValue:
                pass
            payable.append(PayableBill(bill.code, bill.title, bill.remaining, bill.due_at, payment.reference))
        return student, payable
