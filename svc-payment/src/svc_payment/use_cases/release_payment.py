"""Money that is held goes to its bill, once two officers have said so."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment, State
from svc_payment.store.payments import Payments
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class ReleasePayment:
    payments: Payments
    clock: Clock

    async def __call__(self, payment_id: str, payees: Sequence[str] | None, by: Party) -> Payment:
        """The same officer again changes nothing. Raises ``NotFound`` or ``Conflict``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.at_payees(payment_id, payees)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if payment.state is State.SUCCEEDED and any(entry.action == "release" for entry in payment.timeline):
                return payment
            with about(payment), explained(REFUSALS):
                after = payment.released(at=self.clock.now(), by=by)
            if after is not payment:
                await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)
