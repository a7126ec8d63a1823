"""What came in on the collecting account: each transfer goes to the payment whose token it names, or is kept for a
person to look at, as one that names several is: it has to be divided. The bank's own number is the transfer: it stands
in the ledger of one payment, whoever tells of it, a statement or a notice of the bank, and however often.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import orjson

from shared.clock import Clock
from shared.errors import Conflict
from shared.ids import derived_id
from shared.logs import get_logger
from svc_payment.catalogue.settlement_formats import Credit
from svc_payment.domain.ledger import bank_reference
from svc_payment.domain.payment import Payment, PaymentOutcome, Report
from svc_payment.domain.reconciliation import LeftOut, LeftOutReason
from svc_payment.domain.transfer_token import token_of, tokens_in
from svc_payment.domain.unmatched_sum import STATEMENT, SumState, UnmatchedSum
from svc_payment.store.payments import Payments, RawMessage
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.settle_payment import SettlePayment, TransactionTaken

NAMED = 200
"""Transfers that are named in one answer; the rest is counted."""

log = get_logger()


class _CreditOutcome(Enum):
    NEW = auto()
    REPEATED = auto()
    UNMATCHED = auto()
    NUMBER_TAKEN = auto()
    """Another transfer has this number: by its amount, or by the payment that it names."""


@dataclass(frozen=True)
class TransfersTaken:
    """``amount``: of those that found their payment; ``unmatched``: kept, with their row; ``left_out``: rows of the
    file that are no money that came in, or whose number another transfer has: such money is kept as well, for an
    officer to find out."""

    credits: int
    matched: int
    repeated: int
    amount: int
    unmatched: tuple[Credit, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class TakeInTransfers:
    payments: Payments
    sums: UnmatchedSums
    settle: SettlePayment
    clock: Clock

    async def __call__(self, found: Iterable[Credit]) -> TransfersTaken:
        """Raises ``Unavailable``; what was taken in before stays."""
        counts: Counter[_CreditOutcome] = Counter()
        amount = 0
        unmatched: list[Credit] = []
        left_out: list[LeftOut] = []
        for credit in found:
            taken = await self._one(credit)
            counts[taken] += 1
            if taken is _CreditOutcome.NEW:
                amount += credit.amount
            elif taken is _CreditOutcome.UNMATCHED:
                unmatched.append(credit)
            elif taken is _CreditOutcome.NUMBER_TAKEN:
                log.error("transfer_number_taken", transaction=credit.transaction, amount=credit.amount)
                await self.sums.keep(self._waiting(credit, _number_of_its_own(credit)))
                text = f"{credit.transaction} | {credit.amount} | {credit.content}"
                left_out.append(LeftOut(credit.row, LeftOutReason.NUMBER_TAKEN, text[:500]))
        return TransfersTaken(
            counts.total(),
            counts[_CreditOutcome.NEW],
            counts[_CreditOutcome.REPEATED],
            amount,
            tuple(unmatched[:NAMED]),
            tuple(left_out),
        )

    async def _one(self, credit: Credit) -> _CreditOutcome:
        name, tokens = bank_reference(credit.transaction), list(tokens_in(credit.content))
        holder = await self.payments.booked_as(name)
        if holder is None:
            try:
                return await self._enter(name, credit, tokens)
            except TransactionTaken:  # a moment ago, by an officer or the bank's other way to tell
                holder = await self.payments.booked_as(name)
        again = holder is not None and await self._is(holder, name, credit, tokens)
        return _CreditOutcome.REPEATED if again or await self._divided(credit) else _CreditOutcome.NUMBER_TAKEN

    async def _divided(self, credit: Credit) -> bool:
        """Whether its holder has a share of it, which is less."""
        known = await self.sums.find(_id_of(credit.transaction))
        return known is not None and known.amount == credit.amount and bool(known.proposal and known.proposal.shares)

    async def _enter(self, name: str, credit: Credit, tokens: Sequence[str]) -> _CreditOutcome:
        async def find() -> Payment | None:
            return await self.payments.by_tokens(tokens)

        report = Report(PaymentOutcome.PAID, credit.amount, name, credit.at)
        body = orjson.dumps({**vars(credit), "row": 0})
        proof = RawMessage(hashlib.sha256(body).hexdigest(), body, self.clock.now())
        try:
            settled = await self.settle(find, report, source=STATEMENT, message=proof)
        except Conflict:  # the payment has no room: somebody has to look at it, and the next transfer goes on
            settled = None
        if settled is not None:
            return _CreditOutcome.NEW if settled.changed else _CreditOutcome.REPEATED
        known = await self.sums.keep(self._waiting(credit, credit.transaction))
        if known.amount != credit.amount:
            return _CreditOutcome.NUMBER_TAKEN
        return _CreditOutcome.REPEATED if known.state is SumState.PLACED else _CreditOutcome.UNMATCHED

    def _waiting(self, credit: Credit, number: str) -> UnmatchedSum:
        return UnmatchedSum(
            id=_id_of(number),
            version=1,
            source=STATEMENT,
            reference="",
            transaction=number,
            amount=credit.amount,
            content=credit.content,
            paid_at=credit.at,
            received_at=self.clock.now(),
        )

    async def _is(self, holder: Payment, name: str, credit: Credit, tokens: Sequence[str]) -> bool:
        """Whether the transfer that ``holder`` has is this one."""
        if holder.amount_of(name) != credit.amount:
            return False
        return token_of(holder.id) in tokens or await self.payments.by_tokens(tokens) is None


def _id_of(number: str) -> str:
    return derived_id("unm", STATEMENT, bank_reference(number))


def _number_of_its_own(credit: Credit) -> str:
    """A number for money under a number that another transfer has: the same each time it is told."""
    digest = hashlib.blake2b(f"{credit.amount}|{credit.content}".encode(), digest_size=4).hexdigest()
    return f"{credit.transaction}-{digest}"
