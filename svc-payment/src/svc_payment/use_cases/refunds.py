"""What one officer asks to be given back, another approves, and the provider or a person carries out."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import NotFound
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import Payment, PaymentRefused
from svc_payment.domain.refund import Refund, RefundAction, RefundRefused, RefundState
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.use_cases.events import refund_event
from svc_payment.use_cases.refusals import error_of


@dataclass(frozen=True)
class RequestRefund:
    payments: Payments
    clock: Clock

    async def __call__(
        self, payment_id: str, payees: Sequence[str] | None, by: str, command: Command, amount: int, reason: str
    ) -> Outcome[Payment]:
        """Raises ``NotFound``, ``Conflict``, ``KeyReused`` or ``Unavailable``."""
        refund_id = derived_id("rfd", command.id)

        async def attempt(_number: int) -> Outcome[Payment]:
            payment = await self.payments.at_payees(payment_id, payees)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if any(refund.id == refund_id for refund in payment.refunds):
                return Outcome(payment, replayed=True)
            try:
                after = payment.refund_requested(
                    refund_id, amount, reason, by=by, at=self.clock.now(), command_id=command.id
                )
            except (RefundRefused, PaymentRefused) as refused:
                raise error_of(refused.reason) from None
            await self.payments.save(after)
            return Outcome(after)

        return await retry_on_conflict(attempt)


@dataclass(frozen=True)
class StepRefund:
    """The one place where a refund moves: when it is done the bill is told first, so that no crash forgets it."""

    payments: Payments
    bills: Bills
    clock: Clock

    async def __call__(
        self,
        payment_id: str,
        refund_id: str,
        action: RefundAction,
        *,
        by: str,
        payees: Sequence[str] | None = None,
        provider_reference: str | None = None,
    ) -> Payment:
        """Raises ``NotFound``, ``Conflict``, ``Forbidden``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.at_payees(payment_id, payees)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            now = self.clock.now()
            try:
                after = payment.refund_stepped(refund_id, action, at=now, by=by, provider_reference=provider_reference)
            except RefundRefused as refused:
                raise error_of(refused.reason) from None
            refund = after.refund(refund_id)
            if refund.state is not RefundState.DONE:
                await self.payments.save(after)
                return after
            title = await self._tell_bill(payment, refund)
            await self.payments.save(after, [refund_event(after, refund, title, now)])
            return after

        return await retry_on_conflict(attempt)

    async def name(self, payment_id: str, refund_id: str, provider_reference: str) -> None:
        """The provider's own name of a refund that is under way. Raises ``Unavailable``."""

        async def attempt(_number: int) -> None:
            payment = await self.payments.find(payment_id)
            if payment is not None:
                await self.payments.save(payment.refund_named(refund_id, provider_reference))

        await retry_on_conflict(attempt)

    async def _tell_bill(self, payment: Payment, refund: Refund) -> str:
        """The bill's title."""
        bill = await self.bills.find(payment.bill_id)
        if bill is None:
            return payment.description
        if not refund.surplus:
            after = bill.given_back(refund.id, payment.id, refund.amount, self.clock.now())
            if after is not bill:
                await self.bills.save(after)
        return bill.title
