"""Payments as an officer is shown them, each with its bill and whose that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.access_log import RecordAccess
from shared.identity import Caller
from svc_payment.api.officers import ACCOUNTANT
from svc_payment.api.staff_payments.responses import StaffPayment
from svc_payment.catalogue.wording import Wording
from svc_payment.domain.payment import Payment
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Students


@dataclass(frozen=True)
class ShownPayments:
    bills: Bills
    students: Students
    wording: Wording
    record_access: RecordAccess

    async def seen(self, found: Sequence[Payment], officer: Caller) -> list[StaffPayment]:
        """The rows of a list, which the officer is recorded to have seen."""
        ids = [payment.id for payment in found]
        await self.record_access(officer, "payments", ids, masked=self.masked(officer))
        return await self._all(found, officer)

    async def _all(self, found: Sequence[Payment], officer: Caller) -> list[StaffPayment]:
        paid_for = await self.bills.of_ids({payment.bill_id for payment in found})
        whose = await self.students.by_ids({bill.student_id for bill in paid_for.values() if bill.student_id})

        def view(payment: Payment) -> StaffPayment:
            bill = paid_for.get(payment.bill_id)
            student = whose.get(bill.student_id or "") if bill else None
            return StaffPayment.of(payment, bill, student, self.wording, officer)

        return [view(payment) for payment in found]

    async def one(self, payment: Payment, officer: Caller) -> StaffPayment:
        return (await self._all([payment], officer))[0]

    def masked(self, officer: Caller) -> bool:
        """Whether no name of a student is shown whole."""
        return not officer.units(ACCOUNTANT)
