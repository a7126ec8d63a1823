"""Providers are asked: after silent payments and orders to report, and messages that fitted nothing are tried again."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.schedules import UNKNOWN_MESSAGE_SOON, UNKNOWN_MESSAGE_WAIT
from svc_payment.providers.port import BadCallback, Callback, CallbackOutcome
from svc_payment.providers.registry import Providers
from svc_payment.store.payments import Payments
from svc_payment.store.unmatched_messages import UnmatchedMessages
from svc_payment.use_cases.each_payment import EachPayment
from svc_payment.use_cases.query_payment import QueryPayment
from svc_payment.use_cases.report_order import ReportOrder
from svc_payment.use_cases.take_in_callback import TakeInCallback

BATCH = 100


@dataclass(frozen=True)
class AskProviders:
    payments: Payments
    providers: Providers
    unmatched: UnmatchedMessages
    query: QueryPayment
    take_in: TakeInCallback
    report_order: ReportOrder
    clock: Clock

    async def __call__(self) -> bool:
        """One batch of each; whether there may be more."""
        due = await self.payments.to_query(self.clock.now(), BATCH)
        await EachPayment("query", self.query)(due)
        await EachPayment("order", self.report_order)(await self.payments.to_update_orders(BATCH))
        await self._try_unmatched()
        return len(due) == BATCH

    async def _try_unmatched(self) -> None:
        now = self.clock.now()
        for message in await self.unmatched.due(now, BATCH):
            provider = self.providers.find(message.provider)
            if provider is None:
                await self.unmatched.put_off(message.id, now + UNKNOWN_MESSAGE_WAIT)
                continue
            callback = Callback(message.body, message.query)
            outcome: CallbackOutcome | None = None
            try:
                outcome = await self.take_in(message.provider, provider.read(callback), callback, keep=False)
            except BadCallback:
                pass  # our key was changed since: it stays until it is too old
            if outcome in (None, CallbackOutcome.UNKNOWN_PAYMENT):
                age = now - message.received_at
                await self.unmatched.put_off(message.id, now + max(UNKNOWN_MESSAGE_SOON, age))
            else:
                await self.unmatched.remove(message.id)
