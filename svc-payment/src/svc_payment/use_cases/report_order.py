"""A provider that has not seen the money of its order is told what became of it: once for each truth."""

from dataclasses import dataclass

from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import OrderResult, Payment
from svc_payment.providers.port import ProviderDown, ProviderRefuses
from svc_payment.providers.registry import Providers
from svc_payment.providers.zalo_checkout import ZaloCheckout
from svc_payment.store.payments import Payments

log = get_logger()


@dataclass(frozen=True)
class ReportOrder:
    payments: Payments
    providers: Providers

    async def __call__(self, payment: Payment) -> None:
        """A provider that does not answer is told the next time. Raises ``Unavailable``."""
        provider, result = self.providers.find(payment.provider), payment.order_result
        if isinstance(provider, ZaloCheckout) and result is not None:
            if await self.payments.by_order(payment.provider, payment.order or "") is None:
                # Somebody has named another's order: which of them Zalo means, an officer has to find out.
                log.error("order_of_two_payments", payment=payment.id)
                await self._reported(payment.id, result)
                return
            try:
                await provider.report_order(payment, result)
            except ProviderDown as error:
                log.warning("order_not_reported", payment=payment.id, error=str(error))
                return
            except ProviderRefuses as error:
                # To say it again would change nothing: somebody has to look at the key, or at the order.
                log.error("order_report_refused", payment=payment.id, result=result, code=error.code)
        await self._reported(payment.id, result)

    async def _reported(self, payment_id: str, result: OrderResult | None) -> None:
        async def attempt(_number: int) -> None:
            current = await self.payments.find(payment_id)
            if current is not None and current.order_update_due:
                await self.payments.save(current.order_updated(result))

        await retry_on_conflict(attempt)
