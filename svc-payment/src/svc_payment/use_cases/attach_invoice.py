"""An officer says where the payee's own e-invoice, or the State's receipt, of a payment is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment
from svc_payment.store.payments import Payments
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class AttachInvoice:
    payments: Payments
    clock: Clock

    async def __call__(
        self, payment_id: str, payees: Sequence[str] | None, by: Party, invoice: Mapping[str, str]
    ) -> Payment:
        """Raises ``NotFound``, ``Conflict`` or ``Invalid``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.at_payees(payment_id, payees)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            with about(payment), explained(REFUSALS):
                after = payment.with_invoice(invoice, at=self.clock.now(), by=by)
            if after is not payment:
                await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)
