"""What officers do to a payment beside refunds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import Payment, PaymentRefused, State
from svc_payment.store.payments import Payments
from svc_payment.use_cases.refusals import error_of


@dataclass(frozen=True)
class ReleasePayment:
    payments: Payments
    clock: Clock

    async def __call__(self, payment_id: str, payees: Sequence[str] | None, by: str) -> Payment:
        """What is held goes to its bill. Raises ``NotFound`` or ``Conflict``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.at_payees(payment_id, payees)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if payment.state is State.SUCCEEDED and any(entry.action == "release" for entry in payment.timeline):
                return payment
            try:
                after = payment.released(at=self.clock.now(), by=by)
            except PaymentRefused as refused:
                raise error_of(refused.reason) from None
            await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)


@dataclass(frozen=True)
class AttachInvoice:
    payments: Payments

    async def __call__(self, payment_id: str, payees: Sequence[str] | None, invoice: Mapping[str, str]) -> Payment:
        """Raises ``NotFound``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.at_payees(payment_id, payees)
            if payment is None or not payment.received:
                raise NotFound("Không tìm thấy khoản đã thanh toán này.")
            if payment.invoice == invoice:
                return payment
            after = payment.with_invoice(invoice)
            await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)
