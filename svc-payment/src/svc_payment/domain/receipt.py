"""The receipt (biên nhận) of a payment: what is booked, in figures, in words, and to be read aloud."""

from dataclasses import dataclass
from datetime import datetime

from shared.spoken import spoken_code, spoken_day, spoken_moment, written_out
from shared.time_zone import VIETNAM
from svc_payment.domain.amount_in_words import amount_in_words
from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import Payment
from svc_payment.domain.school import Student

_DAY = "Ngày %d/%m/%Y"
_MOMENT = "%H:%M ngày %d/%m/%Y"


@dataclass(frozen=True)
class ReceiptText:
    """``plain_text`` is to be read aloud; ``items``: name and amount, where single items were paid. ``day_only``: of
    ``paid_at`` only the day is known.

    ``refunded``: what was given back of ``amount``; ``remark`` says so, and that a receipt of nothing is none.
    """

    number: str
    payment: Payment
    bill: Bill
    amount: int
    amount_in_words: str
    paid_at: datetime
    day_only: bool
    plain_text: str
    items: tuple[tuple[str, int], ...]
    refunded: int = 0
    remark: str = ""
    student: Student | None = None
    """The student whose dues they are; none for a dossier's fee."""

    @property
    def payee(self) -> str:
        return written_out(self.bill.payee_name)

    @property
    def shown_paid_at(self) -> str:
        return f"{self.paid_at.astimezone(VIETNAM):{_DAY if self.day_only else _MOMENT}}"


def receipt_of(
    payment: Payment, bill: Bill, number: str, paid_at: datetime, student: Student | None = None, *, own: bool = True
) -> ReceiptText:
    """``number`` is the receipt's own; ``own``: whoever reads it has paid."""
    amount = payment.allocated_amount
    covered = bill.covered_of(payment.id)
    items = tuple((i.name, covered[i.code]) for i in bill.items if covered.get(i.code))
    if sum(paid for _, paid in items) != amount:
        items = ((bill.title, amount),)
    single = items != ((bill.title, amount),) and len(items) < len(bill.items)
    words = amount_in_words(amount)
    refunded = payment.given_back
    remark = _remark(amount, refunded, "Ông/Bà" if own else "người nộp")
    spoken = spoken_day if payment.paid_day_only else spoken_moment
    sentences = (
        f"Biên nhận số {spoken_code(number)}.",
        f"{'Ông/Bà đã nộp' if own else 'Đã có người nộp'} {words} cho {written_out(bill.payee_name)}.",
        f"Nội dung: {bill.title}.",
        *([f"Mã hồ sơ: {spoken_code(bill.dossier_code)}."] if bill.dossier_code else []),
        *([f"Khoản: {', '.join(name for name, _ in items)}."] if single else []),
        *([f"Học sinh: {student.name}, lớp {student.class_name}."] if student else []),
        f"Thời gian: {spoken(paid_at)}.",
        *([remark] if remark else []),
    )
    text = " ".join(sentences)
    return ReceiptText(
        number=number,
        payment=payment,
        bill=bill,
        amount=amount,
        amount_in_words=words,
        paid_at=paid_at,
        day_only=payment.paid_day_only,
        plain_text=text,
        items=items,
        refunded=refunded,
        remark=remark,
        student=student,
    )


def _remark(amount: int, refunded: int, whom: str) -> str:
    if not refunded:
        return ""
    if refunded >= amount:
        return f"Toàn bộ số tiền đã được hoàn lại cho {whom}: biên nhận này không còn giá trị."
    return f"Đã hoàn lại cho {whom} {amount_in_words(refunded)}; còn ghi nhận {amount_in_words(amount - refunded)}."
