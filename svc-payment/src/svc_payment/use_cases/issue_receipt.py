"""The receipt of a payment: its number is given when it is first asked for, and its paper says only what is booked."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import VIETNAM, Clock
from shared.errors import Conflict, NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import Payment
from svc_payment.domain.spoken import amount_in_words, spoken_code, spoken_moment
from svc_payment.store.bills import Bills
from svc_payment.store.counters import Counters
from svc_payment.store.payments import Payments


@dataclass(frozen=True)
class ReceiptText:
    """``plain_text`` is to be read aloud; ``items``: name and amount where single items were paid."""

    number: str
    payment: Payment
    bill: Bill
    amount: int
    amount_in_words: str
    paid_at: datetime
    plain_text: str
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class IssueReceipt:
    payments: Payments
    bills: Bills
    counters: Counters
    clock: Clock

    async def __call__(self, payment_id: str, citizen_id: str) -> ReceiptText:
        """Raises ``NotFound``, or ``Conflict`` while nothing is booked."""
        payment = await self._numbered(payment_id, citizen_id)
        bill = await self.bills.find(payment.bill_id)
        if bill is None or payment.receipt_number is None or payment.paid_at is None:
            raise NotFound("Không tìm thấy biên nhận này.")
        chosen = [item for item in bill.items if not payment.items or item.code in payment.items]
        items = tuple((item.name, item.amount) for item in chosen)
        amount = payment.allocated_amount
        if sum(price for _, price in items) != amount:
            items = ((bill.title, amount),)
        return ReceiptText(
            number=payment.receipt_number,
            payment=payment,
            bill=bill,
            amount=amount,
            amount_in_words=amount_in_words(amount),
            paid_at=payment.paid_at,
            plain_text=_aloud(payment, bill, amount),
            items=items,
        )

    async def _numbered(self, payment_id: str, citizen_id: str) -> Payment:
        async def attempt(_number: int) -> Payment:
            payment = await self.payments.own(payment_id, citizen_id)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if payment.receipt_number is not None:
                return payment
            if not payment.allocated_amount or payment.paid_at is None:
                raise Conflict(
                    "no-receipt-yet",
                    "Chưa có biên nhận",
                    "Khoản thanh toán này chưa được ghi nhận nên chưa có biên nhận.",
                )
            year = payment.paid_at.astimezone(VIETNAM).year
            number = f"BN{year}-{await self.counters.next(f'receipt-{year}'):08d}"
            after = payment.with_receipt(number)
            await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)


def _aloud(payment: Payment, bill: Bill, amount: int) -> str:
    assert payment.receipt_number is not None
    assert payment.paid_at is not None
    sentences = (
        f"Biên nhận số {spoken_code(payment.receipt_number)}.",
        f"Ông/Bà đã nộp {amount_in_words(amount)} cho {bill.payee_name}.",
        f"Nội dung: {bill.title}.",
        f"Thời gian: {spoken_moment(payment.paid_at.astimezone(VIETNAM))}.",
    )
    return " ".join(sentences)
