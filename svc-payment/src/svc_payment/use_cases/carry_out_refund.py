"""An approved refund is asked of the provider, once under one name, and asked after until its end is known.

Only the provider's own refusal ends it as failed. Whatever else is answered, or nothing, it is asked after for a week;
then an officer finds out with the provider. Nothing here ever asks for the same money under a second name.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from svc_payment.domain.party import SYSTEM
from svc_payment.domain.payment import Payment
from svc_payment.domain.query_schedule import next_refund_query, refund_given_up
from svc_payment.domain.refund import Refund, RefundAction, RefundState, Sending
from svc_payment.providers.port import Provider, RefundOutcome, RefundReport
from svc_payment.providers.registry import Providers
from svc_payment.store.payments import Payments
from svc_payment.use_cases.step_refund import StepRefund

log = get_logger()

_STEPS = {
    RefundOutcome.DONE: RefundAction.COMPLETE,
    RefundOutcome.FAILED: RefundAction.FAIL,
}


@dataclass(frozen=True)
class CarryOutRefund:
    payments: Payments
    providers: Providers
    step: StepRefund
    clock: Clock

    async def __call__(self, payment: Payment, refund: Refund) -> None:
        """Raises ``Unavailable``."""
        now = self.clock.now()
        if not refund.due(now):
            return
        provider = self.providers.find(payment.provider)
        if refund.state is RefundState.APPROVED and refund.made_as is not None:
            await self.step(payment.id, refund.id, RefundAction.COMPLETE, by=SYSTEM)
        elif refund.state is RefundState.APPROVED:
            transaction = payment.source_of(refund)
            if provider is None or not provider.traits.refunds or transaction is None:
                await self._hand_over(payment, refund)
                return
            name = provider.name_refund(refund.next_reference, now)
            await self._send(provider, payment, refund, Sending(transaction, name, next_refund_query(0, now=now)))
        elif provider is None or refund.sent_as is None:
            # Switched off since, or sent before names were kept: nobody can ask what became of it.
            await self._hand_over(payment, refund)
        else:
            await self._look(provider, payment, refund)

    async def _send(self, provider: Provider, payment: Payment, refund: Refund, sending: Sending) -> None:
        # Written down before the call: after a crash it is asked after, not asked for again.
        payment = await self.step(payment.id, refund.id, RefundAction.SUBMIT, by=SYSTEM, sending=sending)
        refund = payment.refund(refund.id)
        report = await provider.refund(payment, refund, self.clock.now())
        if report.outcome is RefundOutcome.UNKNOWN and not provider.traits.safe_refunds:
            log.warning("refund_unclear", payment=payment.id, refund=refund.id, code=report.code)
            await self._hand_over(payment, refund)
            return
        await self._take_in(payment, refund, report)

    async def _look(self, provider: Provider, payment: Payment, refund: Refund) -> None:
        now = self.clock.now()
        if not provider.traits.safe_refunds and refund.provider_reference is None and refund.stale(now):
            # The process died around the call, and nobody can say whether it went out.
            await self._hand_over(payment, refund)
            return
        report = await provider.query_refund(payment, refund, now)
        if report.outcome is RefundOutcome.NOT_FOUND and provider.traits.safe_refunds:
            report = await provider.refund(payment, refund, now)
            if report.outcome is RefundOutcome.FAILED:
                # It may be refused because the first call has come through meanwhile: only the next question tells.
                report = RefundReport(RefundOutcome.UNKNOWN, code=report.code)
        await self._take_in(payment, refund, report)

    async def _take_in(self, payment: Payment, refund: Refund, report: RefundReport) -> None:
        if action := _STEPS.get(report.outcome):
            await self.step(payment.id, refund.id, action, by=SYSTEM, provider_reference=report.reference)
            return
        log.info("refund_pending", payment=payment.id, refund=refund.id, code=report.code)
        now = self.clock.now()
        ask_at = next_refund_query(refund.asked, now=now)
        if refund_given_up(now, refund.sent_at or refund.changed_at):
            log.warning("refund_unclear", payment=payment.id, refund=refund.id, code=report.code)
            await self._hand_over(payment, refund)
            return

        async def attempt(_number: int) -> None:
            current = await self.payments.find(payment.id)
            if current is not None and current.refund(refund.id).state is RefundState.SUBMITTED:
                await self.payments.save(current.refund_followed(refund.id, ask_at, report.reference))

        await retry_on_conflict(attempt)

    async def _hand_over(self, payment: Payment, refund: Refund) -> None:
        await self.step(payment.id, refund.id, RefundAction.HAND_OVER, by=SYSTEM)
