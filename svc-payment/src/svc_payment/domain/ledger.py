"""Where the money of one payment is: double entry, append-only, every balance a sum.

Each entry moves an amount from one account to another, so all balances of a payment together are always zero, and what
``PROVIDER`` owes us is, to the đồng, what the provider settles with us.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from shared.time_zone import VIETNAM


class Account(StrEnum):
    PROVIDER = "provider"
    """What a provider or a bank holds for us."""
    UNALLOCATED = "unallocated"
    """Received, and nobody has decided yet what for."""
    PAYEE = "payee"
    """What belongs to the school or the agency."""
    PAYER = "payer"
    """What has to go back to the payer."""


class EntryType(StrEnum):
    RECEIVED = "received"
    ALLOCATED = "allocated"
    SURPLUS = "surplus"
    REFUND_DUE = "refund_due"
    REFUND_CALLED_OFF = "refund_called_off"
    REFUNDED = "refunded"


MOVES: dict[EntryType, tuple[Account, Account]] = {
    EntryType.RECEIVED: (Account.PROVIDER, Account.UNALLOCATED),
    EntryType.ALLOCATED: (Account.UNALLOCATED, Account.PAYEE),
    EntryType.SURPLUS: (Account.UNALLOCATED, Account.PAYER),
    EntryType.REFUND_DUE: (Account.PAYEE, Account.PAYER),
    EntryType.REFUND_CALLED_OFF: (Account.PAYER, Account.PAYEE),
    EntryType.REFUNDED: (Account.PAYER, Account.PROVIDER),
}
"""Entry → the account that is debited, the one that is credited. A debit of ``PROVIDER`` raises what it owes us; a
credit of one of the others raises what we owe."""


@dataclass(frozen=True)
class Entry:
    """``reference`` names the cause (a provider's transaction, a refund); with its type it is unique in a payment.

    ``at`` is when it was written down; ``paid_at``, of money that came in, when the payer paid, as the provider says;
    ``day_only``: it says the day and no time.
    """

    type: EntryType
    amount: int
    reference: str
    at: datetime
    paid_at: datetime | None = None
    day_only: bool = False

    @property
    def key(self) -> tuple[EntryType, str]:
        return self.type, self.reference


def is_day_only(moment: datetime | None) -> bool:
    """Whether ``moment``, as a file or a notice has it, is midnight in Vietnam: so it is written where only the day is
    known, and more than the day is never said of it."""
    return moment is not None and moment.astimezone(VIETNAM).time() == time()


BANK = "bank:"


def bank_reference(number: str) -> str:
    """What a transfer to the collecting account is called in a ledger: the bank's own number, however a file or a
    notice writes it. It stands in the ledger of one payment only.
    """
    return BANK + "".join(number.split()).upper()


CASH = "cash:"
_BETWEEN = re.compile(r"[ ._-]+")
_AROUND_STROKE = re.compile(r" */ *")
_LETTER_BESIDE_FIGURE = re.compile(r"(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])")


def cash_reference(payee_id: str, number: str) -> str:
    """What cash is called in a ledger: the number of the receipt that the payee gave for it, however it was typed."""
    written = _BETWEEN.sub("-", _AROUND_STROKE.sub("/", number.strip()))
    return f"{CASH}{payee_id}/{written.upper()}"


def unique_name(reference: str) -> str:
    """``reference``, the same for one number of a receipt however it is written: ``BL-0001`` is ``BL0001``, while
    ``1-23`` and ``12-3`` are two.
    """
    if not reference.startswith(CASH):
        return reference
    payee, _, number = reference.partition("/")
    return f"{payee}/{_LETTER_BESIDE_FIGURE.sub('', number)}"


def of_cash(reference: str) -> bool:
    """Whether a transaction is cash that a payee took."""
    return reference.startswith(CASH)


def past_provider(reference: str) -> bool:
    """Whether a transaction came by bank transfer or in cash, past the provider that was chosen first."""
    return reference.startswith((BANK, CASH))


def shown_number(reference: str) -> str:
    """The number of a transaction as the bank, the payee or the provider writes it."""
    return reference.removeprefix(BANK) if not reference.startswith(CASH) else reference.partition("/")[2]


def booked_name(provider: str, transaction: str) -> str:
    """What money is called that stands in one ledger only: the bank's number of a transfer, the payee's of cash, the
    provider's own of the rest."""
    return unique_name(transaction) if past_provider(transaction) else f"{provider}:{transaction}"


def balance(entries: Iterable[Entry], account: Account) -> int:
    """What the provider owes us, or what we owe to one of the others."""
    total = 0
    for entry in entries:
        debit, credit = MOVES[entry.type]
        total += entry.amount * ((credit is account) - (debit is account))
    return -total if account is Account.PROVIDER else total


def total(entries: Iterable[Entry], type: EntryType) -> int:
    return sum(entry.amount for entry in entries if entry.type is type)
