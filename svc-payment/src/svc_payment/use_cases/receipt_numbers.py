"""A number of a receipt stands for one payment: who writes it down again is told which, and what to do."""

from dataclasses import dataclass

from shared.errors import Conflict
from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import Payment


@dataclass(frozen=True)
class NumberTaken:
    """``wanted_for``: what was to get the number, with whose steps the officer goes on; ``holder`` has it."""

    wanted_for: Bill | Payment
    holder: Payment | None


def number_taken(number: str, wanted_for: Bill | Payment, holder: Payment | None) -> Conflict:
    """``holder`` is ``None`` where it has got another number since."""
    where = f"“{holder.description}”" if holder else "khác"
    taken = Conflict(
        "receipt-number-used",
        "Số biên lai đã được ghi",
        f"Biên lai số {number} đã được ghi cho khoản {where}. Hãy kiểm tra lại số trên biên lai; nếu số đó đã ghi nhầm "
        "cho khoản kia, hãy sửa số biên lai của khoản kia trước.",
    )
    taken.current = NumberTaken(wanted_for, holder)
    return taken
