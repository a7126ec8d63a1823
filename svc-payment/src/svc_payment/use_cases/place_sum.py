"""What was decided of unmatched money is carried out: it enters the ledger of a payment, found or made for it.

The payment's own document is the claim: money stands in one ledger only, whether a bank tells of it or a provider, and
under whichever name it waited. So whatever is begun twice, by two officers or after a crash, ends in the same place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.errors import Conflict, DuplicateValue, NotFound
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from svc_payment.domain.bill import Bill
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment, PaymentOutcome, Report, State
from svc_payment.domain.unmatched_sum import STATEMENT, Destination, Share, SumState, UnmatchedSum
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.find_holder import FindHolder
from svc_payment.use_cases.settle_payment import SettlePayment, TransactionTaken

BY_TRANSFER = "vietqr"
"""The provider of a payment that is made of a transfer: given back by hand."""


@dataclass(frozen=True)
class PlaceSum:
    sums: UnmatchedSums
    payments: Payments
    bills: Bills
    settle: SettlePayment
    find_holder: FindHolder

    async def __call__(self, decided: UnmatchedSum) -> UnmatchedSum:
        """Raises ``NotFound`` or ``Conflict`` where it cannot go there: then it waits again."""
        if decided.state is not SumState.DECIDED:
            return decided
        assert decided.proposal is not None
        if decided.proposal.destination is Destination.NOWHERE:
            return await self._finish(decided, UnmatchedSum.dismissed)
        try:
            payments = await self._payments(decided)
            for payment, amount, reference in payments:
                await self._enter(decided, payment, amount, reference)
        except TransactionTaken:
            holder = await self.find_holder(decided)
            await self._finish(decided, _placed(holder.id) if holder else UnmatchedSum.given_up)
            detail = f"Giao dịch này đã được ghi vào khoản thanh toán {holder.id if holder else 'khác'}."
            raise Conflict("transfer-taken", "Giao dịch đã được ghi", detail) from None
        except (NotFound, Conflict):
            await self._finish(decided, UnmatchedSum.given_up)
            raise
        return await self._finish(decided, _placed(payments[0][0].id))

    async def _payments(self, decided: UnmatchedSum) -> Sequence[tuple[Payment, int, str]]:
        """Each with how much of it goes there, and what that is called."""
        said = decided.proposal
        assert said is not None
        if said.destination is Destination.PAYMENT:
            found = await self.payments.find(said.target)
            if found is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            return [(found, decided.amount, decided.entry_reference)]
        shares = said.shares or [Share(said.target, decided.amount)]
        bills = await self.bills.of_ids({share.bill_id for share in shares})
        if said.shares and len(bills) < len(shares):
            raise NotFound("Không tìm thấy một phiếu thu của đề nghị này.")
        return [
            (await self._made(decided, bills.get(share.bill_id), number, share.amount), share.amount, reference)
            for number, share in enumerate(shares, start=1)
            for reference in [decided.share_reference(number)]
        ]

    async def _made(self, decided: UnmatchedSum, bill: Bill | None, number: int, amount: int) -> Payment:
        """The payment that is made of a share, or of all; a repeat finds it."""
        made = _payment_of(decided, bill, number, amount)
        try:
            await self.payments.insert(made)
        except DuplicateValue:
            there = await self.payments.find(made.id)
            return there or await self.payments.by_reference(made.provider, made.reference) or made
        return made

    async def _enter(self, decided: UnmatchedSum, payment: Payment, amount: int, reference: str) -> None:
        async def find() -> Payment | None:
            return await self.payments.find(payment.id)

        report = Report(PaymentOutcome.PAID, amount, reference, decided.paid_at)
        source = STATEMENT if decided.source == STATEMENT else "settlement"
        await self.settle(find, report, source=source, by=Party(decided.decided_by or "", decided.decided_by_name))

    async def _finish(self, decided: UnmatchedSum, step: Callable[[UnmatchedSum], UnmatchedSum]) -> UnmatchedSum:
        """``step``: it is placed in a payment, dismissed, or waits again."""

        async def attempt(_number: int) -> UnmatchedSum:
            current = await self.sums.find(decided.id) or decided
            if current.state is not SumState.DECIDED:
                return current  # another process was at it, too
            after = step(current)
            await self.sums.save(after)
            return after

        return await retry_on_conflict(attempt)


def _placed(payment_id: str) -> Callable[[UnmatchedSum], UnmatchedSum]:
    return lambda decided: decided.placed(payment_id)


def _payment_of(decided: UnmatchedSum, bill: Bill | None, number: int, amount: int) -> Payment:
    """A payment of ``bill``; of none, so that all of it goes back to the payer. ``number``: of which share, from 1."""
    provider = BY_TRANSFER if decided.source == STATEMENT else decided.source
    at = decided.decided_at or decided.received_at
    return Payment(
        id=derived_id("pay", decided.id, *([str(number)] if number > 1 else [])),
        version=1,
        bill_id=bill.id if bill else "",
        payee_id=bill.payee_id if bill else "",
        payee_name=bill.payee_name if bill else "",
        payer=None,
        provider=provider,
        reference=decided.share_reference(number) if decided.source == STATEMENT else decided.reference,
        amount=amount,
        items=bill.unnamed_items(amount) if bill else (),
        description=bill.described if bill else "Tiền không rõ khoản nộp",
        state=State.CREATED,
        created_at=at,
        changed_at=at,
        expires_at=at,
        query_at=None,
        dossier=bill.dossier if bill else {},
    )
