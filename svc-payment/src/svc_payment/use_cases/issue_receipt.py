"""The receipt of a payment: its number is given when it is first asked for."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from shared.clock import VIETNAM
from shared.errors import Conflict, NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import Payment
from svc_payment.domain.receipt import ReceiptText, receipt_of
from svc_payment.store.bills import Bills
from svc_payment.store.counters import Counters
from svc_payment.store.payments import Payments
from svc_payment.store.schools import Students
from svc_payment.use_cases.see_payment import SeePayment

KEY_BYTES = 12


@dataclass(frozen=True)
class IssueReceipt:
    payments: Payments
    see_payment: SeePayment
    bills: Bills
    students: Students
    counters: Counters

    async def __call__(self, payment_id: str, citizen_id: str) -> ReceiptText:
        """Raises ``NotFound``, or ``Conflict`` while nothing is booked."""
        payment = await self._numbered(payment_id, citizen_id)
        bill = await self.bills.find(payment.bill_id)
        if bill is None or payment.receipt_number is None or payment.paid_at is None:
            raise NotFound("Không tìm thấy biên nhận này.")
        # Only to who is tied to the student: a payer of before keeps the receipt, without the child's name.
        student = await self.students.by_id(bill.student_id) if bill.student_id else None
        whose = student if student and citizen_id in student.guardians else None
        own = payment.paid_by(citizen_id)
        return receipt_of(payment, bill, payment.receipt_number, payment.paid_at, whose, own=own)

    async def _numbered(self, payment_id: str, citizen_id: str) -> Payment:
        async def attempt(_number: int) -> Payment:
            payment = await self.see_payment(payment_id, citizen_id)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if payment.receipt_number is not None and payment.receipt_key:
                return payment
            if not payment.allocated_amount or payment.paid_at is None:
                raise Conflict(
                    "no-receipt-yet",
                    "Chưa có biên nhận",
                    "Khoản thanh toán này chưa được ghi nhận nên chưa có biên nhận.",
                )
            number = payment.receipt_number or await self._next_number(payment.paid_at)
            after = payment.with_receipt(number, token_urlsafe(KEY_BYTES))
            await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)

    async def _next_number(self, paid_at: datetime) -> str:
        year = paid_at.astimezone(VIETNAM).year
        return f"BN{year}-{await self.counters.next(f'receipt-{year}'):08d}"
