"""The receipt of a payment, for a citizen who may see it."""

from dataclasses import dataclass

from shared.errors import NotFound
from svc_payment.domain.receipt import ReceiptText, receipt_of
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Students
from svc_payment.use_cases.number_receipt import NumberReceipt
from svc_payment.use_cases.see_payment import SeePayment


@dataclass(frozen=True)
class IssueReceipt:
    see_payment: SeePayment
    number_receipt: NumberReceipt
    bills: Bills
    students: Students

    async def __call__(self, payment_id: str, citizen_id: str) -> ReceiptText:
        """Raises ``NotFound``, or ``Conflict`` while nothing is booked."""
        payment = await self.number_receipt(lambda: self.see_payment(payment_id, citizen_id))
        bill = await self.bills.find(payment.bill_id)
        if bill is None or payment.receipt_number is None or payment.paid_at is None:
            raise NotFound("Không tìm thấy biên nhận này.")
        # Only to who is tied to the student: a payer of before keeps the receipt, without the child's name.
        student = await self.students.by_id(bill.student_id) if bill.student_id else None
        whose = student if student and citizen_id in student.guardians else None
        own = payment.paid_by(citizen_id)
        return receipt_of(payment, bill, payment.receipt_number, payment.paid_at, whose, own=own)
