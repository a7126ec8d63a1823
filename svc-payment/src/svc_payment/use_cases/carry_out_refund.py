"""An approved refund is asked of the provider, once under one name, and asked after until its end is known."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.logs import get_logger
from svc_payment.domain.payment import Payment
from svc_payment.domain.refund import SYSTEM, Refund, RefundAction, RefundState
from svc_payment.providers.port import Provider, RefundOutcome, RefundReport
from svc_payment.providers.registry import Providers
from svc_payment.use_cases.refunds import StepRefund

log = get_logger()

_STEPS = {
    RefundOutcome.DONE: RefundAction.COMPLETE,
    RefundOutcome.FAILED: RefundAction.FAIL,
}


@dataclass(frozen=True)
class CarryOutRefund:
    providers: Providers
    step: StepRefund
    clock: Clock

    async def __call__(self, payment: Payment, refund: Refund) -> None:
        """Raises ``Unavailable``."""
        provider = self.providers.find(payment.provider)
        # Money that came by bank transfer went past the provider: it cannot give it back.
        by_transfer = payment.order is not None and payment.method in ("BANK", "COD")
        if provider is None or not provider.traits.refunds or by_transfer:
            if refund.state is RefundState.APPROVED:
                await self.step(payment.id, refund.id, RefundAction.HAND_OVER, by=SYSTEM)
            return
        if refund.state is RefundState.APPROVED:
            # Written down before the call: after a crash it is asked after, not asked again.
            payment = await self.step(payment.id, refund.id, RefundAction.SUBMIT, by=SYSTEM)
            refund = payment.refund(refund.id)
            report = await provider.refund(payment, refund, self.clock.now())
            if report.outcome is RefundOutcome.UNKNOWN and not provider.traits.safe_refunds:
                await self.step(payment.id, refund.id, RefundAction.HAND_OVER, by=SYSTEM)
                return
        else:
            report = await self._look(provider, payment, refund)
        await self._take_in(payment, refund, report)

    async def _look(self, provider: Provider, payment: Payment, refund: Refund) -> RefundReport:
        if not provider.traits.safe_refunds and refund.provider_reference is None and refund.stale(self.clock.now()):
            # The process died around the call, and nobody can say whether it went out.
            await self.step(payment.id, refund.id, RefundAction.HAND_OVER, by=SYSTEM)
            return RefundReport(RefundOutcome.PENDING)
        report = await provider.query_refund(payment, refund, self.clock.now())
        if report.outcome is RefundOutcome.NOT_FOUND and provider.traits.safe_refunds:
            return await provider.refund(payment, refund, self.clock.now())
        return report

    async def _take_in(self, payment: Payment, refund: Refund, report: RefundReport) -> None:
        if action := _STEPS.get(report.outcome):
            await self.step(payment.id, refund.id, action, by=SYSTEM, provider_reference=report.reference)
        elif report.reference and report.reference != refund.provider_reference:
            await self.step.name(payment.id, refund.id, report.reference)
        else:
            log.info("refund_pending", payment=payment.id, refund=refund.id, code=report.code)
