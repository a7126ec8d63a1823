"""A provider calls: verified on the very bytes, kept, taken in, answered in the provider's own words.

Nothing is asked of anybody in here. What is verified and fits no payment is kept and tried again; money goes to its
bill in the background.
"""

import hashlib
from dataclasses import dataclass

from prometheus_client import Counter

from shared.clock import Clock
from shared.errors import Conflict, NotFound, Unavailable
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from svc_payment.domain.payment import HoldReason, Outcome, Payment
from svc_payment.providers.port import Answer, BadCallback, Callback, CallbackVerdict, Message
from svc_payment.providers.registry import Providers
from svc_payment.store.payments import Payments, RawMessage
from svc_payment.store.unmatched_messages import UnmatchedMessage, UnmatchedMessages
from svc_payment.use_cases.settle_payment import SettlePayment

_callbacks = Counter("payment_callbacks_total", "Calls of providers, by what became of them", ["provider", "verdict"])

log = get_logger()


@dataclass(frozen=True)
class ReceiveCallback:
    providers: Providers
    payments: Payments
    unmatched: UnmatchedMessages
    settle: SettlePayment
    clock: Clock

    async def __call__(self, provider_name: str, callback: Callback) -> Answer:
        """Raises ``NotFound`` for a provider that is not in use."""
        provider = self.providers.find(provider_name)
        if provider is None:
            raise NotFound()
        try:
            verdict = await self.take_in(provider_name, provider.read(callback), callback)
        except BadCallback as bad:
            log.warning("callback_refused", provider=provider_name, verdict=bad.verdict, why=str(bad))
            verdict = bad.verdict
        except (*MONGO_UNAVAILABLE, Unavailable, Conflict) as error:
            log.error("callback_not_taken_in", provider=provider_name, error=type(error).__name__)
            verdict = CallbackVerdict.OUR_FAULT
        _callbacks.labels(provider_name, verdict).inc()
        return provider.answer(verdict)

    async def take_in(
        self, provider_name: str, message: Message, callback: Callback, *, keep: bool = True
    ) -> CallbackVerdict:
        """``keep``: what fits no payment is kept for later."""
        body, now = callback.body or callback.query.encode(), self.clock.now()
        digest = hashlib.sha256(body).hexdigest()

        async def find() -> Payment | None:
            found = None
            if message.reference is not None:
                found = await self.payments.by_reference(provider_name, message.reference)
            # By its order, which a payer has named, a payment may learn what was chosen, and never that it is paid.
            if found is None and message.order is not None and message.report.outcome is Outcome.CHOSEN:
                found = await self.payments.by_order(provider_name, message.order)
            return found

        settled = await self.settle(
            find,
            message.report,
            source="callback",
            order=message.order,
            method=message.method,
            message=RawMessage(digest, body, now),
        )
        if settled is None:
            if keep:
                await self.unmatched.keep(UnmatchedMessage(digest, provider_name, callback.body, callback.query, now))
            chosen = message.report.outcome is Outcome.CHOSEN
            return CallbackVerdict.RECORDED if chosen and keep else CallbackVerdict.UNKNOWN_PAYMENT
        if message.report.outcome is Outcome.PAID and settled.payment.hold is HoldReason.AMOUNT_DIFFERS:
            return CallbackVerdict.AMOUNT_DIFFERS
        return CallbackVerdict.RECORDED if settled.changed else CallbackVerdict.ALREADY
