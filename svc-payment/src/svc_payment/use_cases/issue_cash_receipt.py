"""The receipt of a payment in cash, which the counter prints for whoever has paid there."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import NotFound
from svc_payment.domain.receipt import ReceiptText, receipt_of
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments, Reach
from svc_payment.store.schools import Students
from svc_payment.use_cases.number_receipt import NumberReceipt


@dataclass(frozen=True)
class IssueCashReceipt:
    payments: Payments
    number_receipt: NumberReceipt
    bills: Bills
    students: Students

    async def __call__(self, payment_id: str, payees: Sequence[str]) -> ReceiptText:
        """Addressed to whoever paid, with the student's name: only who collects for the school prints it. Raises
        ``NotFound``, or ``Conflict`` while nothing is booked."""
        payment = await self.number_receipt(lambda: self.payments.within(payment_id, Reach((), payees)))
        bill = await self.bills.find(payment.bill_id)
        if bill is None or payment.receipt_number is None or payment.paid_at is None:
            raise NotFound("Không tìm thấy biên nhận này.")
        student = await self.students.by_id(bill.student_id) if bill.student_id else None
        return receipt_of(payment, bill, payment.receipt_number, payment.paid_at, student)
