"""The one place where a refund moves: when it is done the bill is told first, so that no crash forgets it."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import DuplicateValue, NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.bill import Bill
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment
from svc_payment.domain.refund import Refund, RefundAction, RefundRefusal, RefundRefused, RefundState, Sending
from svc_payment.store.bills import Bills
from svc_payment.store.payments import EVERYTHING, Payments, Reach
from svc_payment.use_cases.events import concerned_by, refund_event
from svc_payment.use_cases.refusals import REFUSALS
from svc_payment.use_cases.settle_orders import SettleOrders


@dataclass(frozen=True)
class StepRefund:
    payments: Payments
    bills: Bills
    settle_orders: SettleOrders
    clock: Clock

    async def __call__(
        self,
        payment_id: str,
        refund_id: str,
        action: RefundAction,
        *,
        by: Party,
        reach: Reach = EVERYTHING,
        provider_reference: str | None = None,
        provider_record: str | None = None,
        sending: Sending | None = None,
        remark: str = "",
    ) -> Payment:
        """Raises ``NotFound``, ``Conflict``, ``Forbidden``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.within(payment_id, reach)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            now = self.clock.now()
            with about(payment), explained(REFUSALS):
                after = payment.refund_stepped(
                    refund_id,
                    action,
                    at=now,
                    by=by,
                    provider_reference=provider_reference,
                    provider_record=provider_record,
                    sending=sending,
                    remark=remark,
                )
                refund = after.refund(refund_id)
                # Before the bill is told. Of two at the same moment the index refuses one, and its officer asks again.
                if refund.transferred_as and await self.payments.given_back_by(refund.transferred_as):
                    raise RefundRefused(RefundRefusal.TRANSFER_TAKEN)
            if refund.state is not RefundState.DONE:
                await self.payments.save(after)
                return after
            bill = await self.bills.find(payment.bill_id)
            await self._tell(bill, payment, refund)
            events = [refund_event(after, refund, citizen_id, now) for citizen_id in concerned_by(payment, bill)]
            with about(payment), explained(REFUSALS):
                try:
                    await self.payments.save(after, events)
                except DuplicateValue as taken:
                    if taken.field != "given_back_by":
                        raise
                    raise RefundRefused(RefundRefusal.TRANSFER_TAKEN) from None
            return after

        return await retry_on_conflict(attempt)

    async def _tell(self, bill: Bill | None, payment: Payment, refund: Refund) -> None:
        if bill is None or refund.surplus:
            return
        after = bill.given_back(refund.id, payment.id, refund.amount, self.clock.now())
        if after is not bill:
            await self.bills.save(after)
        if payment.in_cash:
            await self.settle_orders(after)
