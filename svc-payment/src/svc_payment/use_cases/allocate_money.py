"""Money that has arrived goes to its bill, and what the bill does not take becomes a refund case.

Two documents, no transaction: the bill keeps what it took under the name of the provider's transaction, so that after a
crash in between the second try finds it there and the payment only writes down the same.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from svc_payment.domain.bill import Bill, surplus_reason
from svc_payment.domain.ledger import Entry
from svc_payment.domain.payment import Payment
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.use_cases.events import allocation_events, receipt_events
from svc_payment.use_cases.settle_orders import SettleOrders


@dataclass(frozen=True)
class AllocateMoney:
    payments: Payments
    bills: Bills
    settle_orders: SettleOrders
    clock: Clock

    async def __call__(self, payment_id: str) -> Payment | None:
        """The payment once all its money has a place. Raises ``Unavailable``."""

        async def attempt(_number: int) -> Payment | None:
            payment = await self.payments.find(payment_id)
            while payment is not None and payment.allocation_due:
                transaction = payment.unallocated_transactions()[0]
                bill, applied = await self._offer(payment, transaction)
                refund_id = derived_id("rfd", payment.id, transaction.reference)
                reason, now = surplus_reason(bill, applied), self.clock.now()
                payment = payment.allocated(transaction, applied, refund_id=refund_id, reason=reason, at=now)
                covered = bill is not None and bill.covered_by(_receipt_id(payment, transaction))
                if bill is not None and applied and payment.in_cash:
                    await self.settle_orders(bill)
                await self.payments.save(payment, allocation_events(payment, bill, transaction, covered))
            return payment

        return await retry_on_conflict(attempt)

    async def _offer(self, payment: Payment, transaction: Entry) -> tuple[Bill | None, int]:
        """The bill, and what it takes of it."""
        receipt_id = _receipt_id(payment, transaction)

        async def attempt(_number: int) -> tuple[Bill | None, int]:
            bill = await self.bills.find(payment.bill_id)
            if bill is None:
                return None, 0
            now = self.clock.now()
            after, applied = bill.received(
                receipt_id, payment.id, transaction.amount, payment.items, now, transaction.paid_at
            )
            if after is not bill:
                await self.bills.save(after, receipt_events(after, applied, now, payment.payer))
            return after, applied

        return await retry_on_conflict(attempt)


def _receipt_id(payment: Payment, transaction: Entry) -> str:
    return derived_id("rcp", payment.id, transaction.reference)
