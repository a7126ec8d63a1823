"""A payment as a citizen may see it."""

from dataclasses import dataclass

from svc_payment.domain.payment import Payment
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments


@dataclass(frozen=True)
class SeePayment:
    payments: Payments
    bills: Bills

    async def __call__(self, payment_id: str, citizen_id: str) -> Payment | None:
        """Their own; and, of a bill that they follow, what it has taken of others, and money without anybody's name,
        such as a transfer that officers have put there: whoever follows the bill has its receipts."""
        if own := await self.payments.own(payment_id, citizen_id):
            return own
        shared = await self.payments.for_followers(payment_id)
        followed = await self.bills.of_party(shared.bill_id, citizen_id) if shared else None
        return shared if followed else None
