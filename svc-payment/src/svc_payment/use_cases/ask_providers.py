"""Providers are asked: after silent payments and orders to report, and messages that fitted nothing are tried again."""

from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Clock
from svc_payment.providers.port import BadCallback, Callback, CallbackOutcome
from svc_payment.providers.registry import Providers
from svc_payment.store.payments import Payments
from svc_payment.store.unmatched_messages import UnmatchedMessages
from svc_payment.use_cases.each_payment import each_payment
from svc_payment.use_cases.query_payment import QueryPayment
from svc_payment.use_cases.receive_callback import ReceiveCallback
from svc_payment.use_cases.report_order import ReportOrder

BATCH = 100


@dataclass(frozen=True)
class AskProviders:
    payments: Payments
    providers: Providers
    unmatched: UnmatchedMessages
    query: QueryPayment
    receive: ReceiveCallback
    report_order: ReportOrder
    clock: Clock

    async def __call__(self) -> bool:
        """One batch of each; whether there may be more."""
        due = await self.payments.to_query(self.clock.now(), BATCH)
        await each_payment(due, self.query, "query")
        await each_payment(await self.payments.to_update_orders(BATCH), self.report_order, "order")
        await self._try_unmatched()
        return len(due) == BATCH

    async def _try_unmatched(self) -> None:
        now = self.clock.now()
        for message in await self.unmatched.due(now, BATCH):
            provider = self.providers.find(message.provider)
            if provider is None:
                await self.unmatched.put_off(message.id, now + timedelta(days=1))
                continue
            callback = Callback(message.body, message.query)
            outcome: CallbackOutcome | None = None
            try:
                outcome = await self.receive.take_in(message.provider, provider.read(callback), callback, keep=False)
            except BadCallback:
                pass  # our key was changed since: it stays until it is too old
            if outcome in (None, CallbackOutcome.UNKNOWN_PAYMENT):
                age = now - message.received_at
                await self.unmatched.put_off(message.id, now + max(timedelta(seconds=5), age))
            else:
                await self.unmatched.remove(message.id)
