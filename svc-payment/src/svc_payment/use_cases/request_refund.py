"""An officer asks for money to be given back; another has to approve it."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, NotFound
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment
from svc_payment.domain.refund import RefundRefusal, RefundRefused
from svc_payment.store.payments import Payments, Reach
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class RequestRefund:
    payments: Payments
    clock: Clock

    async def __call__(
        self,
        payment_id: str,
        reach: Reach,
        by: Party,
        command: Command,
        amount: int,
        reason: str,
        made_as: str | None = None,
    ) -> Outcome[Payment]:
        """Raises ``NotFound``, ``Conflict``, ``Invalid``, ``KeyReused`` or ``Unavailable``."""
        refund_id = derived_id("rfd", command.id)

        async def attempt(_number: int) -> Outcome[Payment]:
            payment = await self.payments.within(payment_id, reach)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            for refund in payment.refunds:
                if refund.id == refund_id:
                    command.expect_same(refund.fingerprint)
                    return Outcome(payment, replayed=True)
            with about(payment), explained(REFUSALS):
                after = payment.refund_requested(
                    refund_id,
                    amount,
                    reason,
                    by=by,
                    at=self.clock.now(),
                    command_id=command.id,
                    fingerprint=command.fingerprint,
                    made_as=made_as,
                )
                try:
                    await self.payments.save(after)
                except DuplicateValue as taken:
                    if taken.field != "provider":  # of the index over provider and ``made_as``
                        raise
                    raise RefundRefused(RefundRefusal.BOOKED_ALREADY) from None
            return Outcome(after)

        return await retry_on_conflict(attempt)
