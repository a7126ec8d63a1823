"""Approved refunds are carried out, and running ones are asked after."""

from dataclasses import dataclass

from shared.clock import Clock
from svc_payment.domain.payment import Payment
from svc_payment.domain.refund import RefundState
from svc_payment.store.payments import Payments
from svc_payment.use_cases.carry_out_refund import CarryOutRefund
from svc_payment.use_cases.each_payment import EachPayment

BATCH = 100


@dataclass(frozen=True)
class CarryOutRefunds:
    payments: Payments
    refund: CarryOutRefund
    clock: Clock

    async def __call__(self) -> None:
        await EachPayment("refund", self._all_of)(await self.payments.to_refund(self.clock.now(), BATCH))

    async def _all_of(self, payment: Payment) -> None:
        for refund in payment.open_refunds(RefundState.APPROVED, RefundState.SUBMITTED):
            current = await self.payments.find(payment.id)
            if current is not None:
                await self.refund(current, current.refund(refund.id))
