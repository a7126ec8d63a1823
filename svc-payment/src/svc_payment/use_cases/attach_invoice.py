"""An officer says where the payee's own e-invoice, or the State's receipt, of a payment is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import Payment
from svc_payment.store.payments import Payments


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
