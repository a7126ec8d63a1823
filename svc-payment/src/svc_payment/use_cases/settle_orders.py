"""Cash that a payee took, or gave back, settles the orders whose payers had chosen its counter."""

from dataclasses import dataclass

from shared.optimistic import retry_on_conflict
from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import BY_ORDER
from svc_payment.store.payments import Payments


@dataclass(frozen=True)
class SettleOrders:
    payments: Payments

    async def __call__(self, bill: Bill) -> None:
        """Each of the bill's orders learns whether its items are paid now. A repeat changes nothing. Raises
        ``Conflict`` or ``Unavailable``."""
        for payment in await self.payments.of_bill(bill.id):
            if payment.provider == BY_ORDER:
                await self._settle(payment.id, paid=bill.holds(payment.items))

    async def _settle(self, payment_id: str, *, paid: bool) -> None:
        async def attempt(_number: int) -> None:
            payment = await self.payments.find(payment_id)
            after = payment and payment.settled_at_counter(paid=paid)
            if after is not None and after is not payment:
                await self.payments.save(after)

        await retry_on_conflict(attempt)
