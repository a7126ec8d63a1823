"""Reconciliation (đối soát): a provider's settlement file against what we have, line by line.

What becomes of a line, and of a payment that no line speaks of, is decided here; nothing is booked from a file alone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from svc_payment.domain.ledger import Entry, EntryType
from svc_payment.domain.refund import Refund


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


@dataclass(frozen=True)
class Booked:
    """What we have of one payment, as far as a settlement speaks of it."""

    id: str
    reference: str
    entries: tuple[Entry, ...] = ()
    refunds: tuple[Refund, ...] = ()

    def received(self) -> dict[str, int]:
        """Amount by the provider's transaction."""
        return {entry.reference: entry.amount for entry in self.entries if entry.type is EntryType.RECEIVED}

    def refunded(self) -> dict[str, int]:
        """Amount by our name of a refund and by the provider's."""
        named = {refund.provider_reference: refund.amount for refund in self.refunds if refund.provider_reference}
        return named | {refund.reference: refund.amount for refund in self.refunds}


def judge(line: Line, payment: Booked | None, *, seen_before: bool) -> Finding:
    """``seen_before``: an earlier line of the same file was about the same transaction."""
    if seen_before:
        return Finding.DUPLICATE_THERE
    if payment is None:
        return Finding.MISSING_HERE
    if line.type is LineType.REFUND:
        done = payment.refunded()
        amount = done.get(line.reference, done.get(line.transaction))
        if amount is None:
            return Finding.MISSING_HERE
        return Finding.MATCHED if amount == line.amount else Finding.AMOUNT_DIFFERS
    amount = payment.received().get(line.transaction)
    if amount is None:
        return Finding.STATE_DIFFERS if line.paid else Finding.MATCHED
    if not line.paid:
        return Finding.STATE_DIFFERS
    return Finding.MATCHED if amount == line.amount else Finding.AMOUNT_DIFFERS
