"""Reconciliation (đối soát): a provider's settlement file against what we have, line by line.

What becomes of a line, and of a payment that no line speaks of, is decided here; nothing is booked from a file alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.time_zone import VIETNAM
from svc_payment.domain.ledger import Entry, EntryType, booked_name
from svc_payment.domain.refund import Refund, RefundState


class Finding(StrEnum):
    MATCHED = "matched"
    MISSING_HERE = "missing_here"
    """The provider has it and we do not: ask the provider, then settle."""
    MISSING_THERE = "missing_there"
    """We have it and the file does not: ask, wait a day for the cut-off, then reverse."""
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"
    DUPLICATE_THERE = "duplicate_there"


class LineType(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True)
class Line:
    """One line of a file in our own form; ``reference`` is our name of the payment, ``transaction`` the provider's."""

    number: int
    type: LineType
    reference: str
    transaction: str
    amount: int
    fee: int
    paid: bool
    at: datetime | None
    raw: str

    @property
    def signed(self) -> int:
        """The amount, below zero where money went back."""
        return -self.amount if self.type is LineType.REFUND else self.amount

    @property
    def booked_as(self) -> str:
        """Our name of the payment; Zalo's files may hold the whole extradata around it."""
        start = self.reference.find("pay_")
        return self.reference[start : start + 30] if start > 0 else self.reference or self.transaction


MIDNIGHT = timedelta(hours=1)
"""How long before and after midnight a payment may stand in the file of the day before or after."""


@dataclass
class FileDays:
    """Counts the lines of a file by whether they are of its ``day``. A provider may close its day some hours before
    midnight, so lines of another day are right as long as they are not more than half.
    """

    day: date
    dated: int = 0
    strays: int = 0

    def add(self, line: Line) -> None:
        if line.at is not None:
            begins = datetime.combine(self.day, time(), VIETNAM)
            self.dated += 1
            self.strays += not begins - MIDNIGHT <= line.at < begins + timedelta(days=1) + MIDNIGHT

    @property
    def are_another(self) -> bool:
        return self.strays * 2 > self.dated


class LeftOutReason(StrEnum):
    """Why a row is neither a payment nor a transfer."""

    TOTALS = "totals"
    NO_NUMBER = "no_number"
    """Neither our name of it nor the provider's: nobody could say later which money it was."""
    NUMBER_TAKEN = "number_taken"
    """Another transfer has this number already."""
    NOT_CREDIT = "not_credit"
    """A row of a statement about what went out, or about nothing at all."""


@dataclass(frozen=True)
class LeftOut:
    """A row of the file that was not taken for money, to be shown to whoever sent the file."""

    row: int
    reason: LeftOutReason
    text: str


@dataclass(frozen=True)
class Booked:
    """What we have of one payment, as far as a settlement speaks of it."""

    id: str
    reference: str
    entries: tuple[Entry, ...] = ()
    refunds: tuple[Refund, ...] = ()
    provider: str = ""
    order: str | None = None

    @property
    def names(self) -> set[str]:
        """What a line may call it: our name, the provider's order, or one of its transactions (``booked_name``)."""
        transactions = (booked_name(self.provider, transaction) for transaction in self.received())
        return {self.reference, *transactions, *([self.order] if self.order else [])}

    def received(self) -> dict[str, int]:
        """Amount by the provider's transaction."""
        return {entry.reference: entry.amount for entry in self.entries if entry.type is EntryType.RECEIVED}

    def refund(self, line: Line) -> tuple[Refund, bool] | None:
        """The refund that ``line`` speaks of, and whether of its present attempt: each has a name at the provider."""
        for refund in self.refunds:
            if refund.provider_reference and refund.provider_reference == line.transaction:
                return refund, True
            if refund.sent_as and refund.sent_as in (line.reference, line.transaction):
                return refund, True
            for attempt in range(1, refund.attempt + 1):
                if refund.reference_of(attempt) in (line.reference, line.transaction):
                    return refund, attempt == refund.attempt
        return None


def is_unknown_money(line: Line, payment: Booked | None, finding: Finding) -> bool:
    """Whether the provider has settled with ``line`` what no ledger of ours knows."""
    known = payment is not None and line.transaction in payment.received()
    return line.type is LineType.PAYMENT and line.paid and finding is not Finding.DUPLICATE_THERE and not known


def judge(line: Line, payment: Booked | None, *, seen_before: bool) -> Finding:
    """``seen_before``: an earlier line of the same file was about the same transaction."""
    if seen_before:
        return Finding.DUPLICATE_THERE
    if payment is None:
        return Finding.MISSING_HERE
    if line.type is LineType.REFUND:
        return _judge_refund(line, payment)
    amount = payment.received().get(line.transaction)
    if amount is None:
        return Finding.STATE_DIFFERS if line.paid else Finding.MATCHED
    if not line.paid:
        return Finding.STATE_DIFFERS
    return Finding.MATCHED if amount == line.amount else Finding.AMOUNT_DIFFERS


def _judge_refund(line: Line, payment: Booked) -> Finding:
    """Money went back only where both say so, and did not only where both say that. An attempt before the present one
    was taken for failed."""
    found = payment.refund(line)
    if found is None:
        return Finding.MISSING_HERE
    refund, present = found
    ours = refund.state if present else RefundState.FAILED
    if ours is not (RefundState.DONE if line.paid else RefundState.FAILED):
        return Finding.STATE_DIFFERS
    return Finding.MATCHED if refund.amount == line.amount else Finding.AMOUNT_DIFFERS
