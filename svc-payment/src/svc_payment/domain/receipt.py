"""The receipt (biên nhận) of a payment: what is booked, in figures, in words, and to be read aloud."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import Payment
from svc_payment.domain.spoken import amount_in_words, spoken_code, spoken_moment


@dataclass(frozen=True)
class ReceiptText:
    """``plain_text`` is to be read aloud; ``items``: name and amount, where single items were paid."""

    number: str
    payment: Payment
    bill: Bill
    amount: int
    amount_in_words: str
    paid_at: datetime
    plain_text: str
    items: tuple[tuple[str, int], ...]


def receipt_of(payment: Payment, bill: Bill, number: str, paid_at: datetime, zone: tzinfo) -> ReceiptText:
    """``number`` is the receipt's own; times are said in ``zone``."""
    amount = payment.allocated_amount
    items = tuple((i.name, i.amount) for i in bill.items if not payment.items or i.code in payment.items)
    if sum(price for _, price in items) != amount:
        items = ((bill.title, amount),)
    words = amount_in_words(amount)
    sentences = (
        f"Biên nhận số {spoken_code(number)}.",
        f"Ông/Bà đã nộp {words} cho {bill.payee_name}.",
        f"Nội dung: {bill.title}.",
        f"Thời gian: {spoken_moment(paid_at.astimezone(zone))}.",
    )
    return ReceiptText(number, payment, bill, amount, words, paid_at, " ".join(sentences), items)
