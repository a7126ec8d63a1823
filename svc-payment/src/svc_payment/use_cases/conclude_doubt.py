"""An officer says how a provider's doubt about a payment has ended, by what the provider has told them."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment
from svc_payment.store.payments import Payments
from svc_payment.use_cases.events import money_events
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class Conclusion:
    """``paid``: the money is ours, or else the payer has it back; ``provider_record``: the provider's own words or
    number of it."""

    paid: bool
    provider_record: str


@dataclass(frozen=True)
class ConcludeDoubt:
    payments: Payments
    clock: Clock

    async def __call__(
        self, payment_id: str, payees: Sequence[str] | None, by: Party, conclusion: Conclusion
    ) -> Payment:
        """The same conclusion again changes nothing. Raises ``NotFound`` or ``Conflict``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.at_payees(payment_id, payees)
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if any((step.source, step.code) == ("officer", conclusion.provider_record) for step in payment.timeline):
                return payment
            now = self.clock.now()
            with about(payment), explained(REFUSALS):
                after = payment.concluded(
                    paid=conclusion.paid, provider_record=conclusion.provider_record, at=now, by=by
                )
            if after is not payment:
                await self.payments.save(after, money_events(payment, after, now))
            return after

        return await retry_on_conflict(attempt)
