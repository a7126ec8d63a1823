"""A provider that keeps silent is asked; a payment past its time ends only after that."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import WAITING, Payment, PaymentOutcome, Report
from svc_payment.domain.query_schedule import next_query
from svc_payment.providers.registry import Providers
from svc_payment.providers.sandbox import Sandbox
from svc_payment.store.payments import Payments
from svc_payment.use_cases.settle_payment import SettlePayment, TransactionTaken

log = get_logger()


@dataclass(frozen=True)
class QueryPayment:
    payments: Payments
    providers: Providers
    settle: SettlePayment
    clock: Clock

    async def __call__(self, payment: Payment) -> None:
        """Raises ``Unavailable``."""
        provider = self.providers.find(payment.provider)
        if provider is None:  # switched off since; what it still says comes with its settlement file
            await self._ask_again(payment.id, every_minute=False)
            return
        said = await provider.query(payment, self.clock.now())
        await self._settle(payment.id, said)
        if isinstance(provider, Sandbox) and (second := provider.second(payment, self.clock.now())):
            await self._settle(payment.id, second)
        await self._ask_again(payment.id, every_minute=provider.traits.every_minute)

    async def _settle(self, payment_id: str, said: Report) -> None:
        async def find() -> Payment | None:
            return await self.payments.find(payment_id)

        try:
            await self.settle(find, said, source="query")
        except TransactionTaken:
            log.error("transaction_in_another_ledger", payment=payment_id, transaction=said.transaction)

    async def _ask_again(self, payment_id: str, *, every_minute: bool) -> None:
        async def attempt(_number: int) -> None:
            payment = await self.payments.find(payment_id)
            if payment is None or payment.query_at is None:
                return
            now = self.clock.now()
            if payment.state in WAITING and now >= payment.expires_at:
                payment = payment.report(Report(PaymentOutcome.EXPIRED), at=now, source="system")
                await self.payments.save(payment)
            next_at = next_query(payment.queries, now=now, expires_at=payment.expires_at, every_minute=every_minute)
            await self.payments.save(payment.asked(next_at))

        await retry_on_conflict(attempt)
