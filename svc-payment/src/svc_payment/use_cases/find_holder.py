"""Which payment has a sum in its ledger by now, under whichever name it was told of."""

from dataclasses import dataclass

from svc_payment.domain.ledger import booked_name
from svc_payment.domain.payment import Payment
from svc_payment.domain.unmatched_sum import STATEMENT, UnmatchedSum
from svc_payment.store.payments import Payments


@dataclass(frozen=True)
class FindHolder:
    payments: Payments

    async def __call__(self, found: UnmatchedSum) -> Payment | None:
        if found.source == STATEMENT:
            return await self.payments.booked_as(found.entry_reference)
        if holder := await self.payments.booked_as(booked_name(found.source, found.entry_reference)):
            return holder
        # What was written before a provider's transactions had names of their own.
        named = await self.payments.by_reference(found.source, found.reference)
        return named if named and found.entry_reference in named.transactions() else None
