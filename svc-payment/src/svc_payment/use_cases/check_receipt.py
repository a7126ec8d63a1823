"""Whoever holds a receipt learns whether it is true."""

import hmac
from dataclasses import dataclass

from shared.errors import NotFound
from svc_payment.domain.receipt import ReceiptText, receipt_of
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.store.schools import Students


@dataclass(frozen=True)
class CheckReceipt:
    payments: Payments
    bills: Bills
    students: Students

    async def __call__(self, number: str, key: str) -> ReceiptText:
        """The receipt with the student, whose name is not to be shown whole. Raises ``NotFound``, alike for a receipt
        that does not exist and for a key that is not its own.
        """
        payment = await self.payments.of_receipt(number)
        known = payment.receipt_key if payment else ""
        bill = await self.bills.find(payment.bill_id) if payment else None
        right = hmac.compare_digest(known.encode(), key.encode()) and bool(known)
        if payment is None or bill is None or payment.paid_at is None or not right:
            raise NotFound("Không tìm thấy biên nhận này.")
        student = await self.students.by_id(bill.student_id) if bill.student_id else None
        return receipt_of(payment, bill, number, payment.paid_at, student, own=False)
