"""What a provider has told and signed is taken in: by its payment, or kept as money or a message that fits none yet."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.ids import derived_id
from shared.logs import get_logger
from svc_payment.domain.payment import HoldReason, Payment, PaymentOutcome, Report
from svc_payment.domain.unmatched_sum import UnmatchedSum
from svc_payment.providers.port import Callback, CallbackOutcome, Message
from svc_payment.store.payments import Payments, RawMessage
from svc_payment.store.unmatched_messages import UnmatchedMessage, UnmatchedMessages
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.settle_payment import SettlePayment, TransactionTaken

log = get_logger()


@dataclass(frozen=True)
class TakeInCallback:
    payments: Payments
    unmatched: UnmatchedMessages
    sums: UnmatchedSums
    settle: SettlePayment
    clock: Clock

    async def __call__(
        self, provider_name: str, message: Message, callback: Callback, *, keep: bool = True
    ) -> CallbackOutcome:
        """``keep``: what fits no payment is kept for later."""
        body, now = callback.body or callback.query.encode(), self.clock.now()
        digest = hashlib.sha256(body).hexdigest()

        async def find() -> Payment | None:
            found = None
            if message.reference is not None:
                found = await self.payments.by_reference(provider_name, message.reference)
            # By its order, which a payer has named, a payment may learn what was chosen, and never that it is paid.
            if found is None and message.order is not None and message.report.outcome is PaymentOutcome.CHOSEN:
                found = await self.payments.by_order(provider_name, message.order)
            return found

        try:
            settled = await self.settle(
                find,
                message.report,
                source="callback",
                order=message.order,
                method=message.method,
                message=RawMessage(digest, body, now),
            )
        except TransactionTaken:  # two officers have placed this money, before the provider told whose it is
            log.error("transaction_in_another_ledger", provider=provider_name, transaction=message.report.transaction)
            return CallbackOutcome.ALREADY
        if settled is None:
            if keep:
                money = unmatched_sum(provider_name, message.reference or message.order or "", message.report, now)
                if money is not None:
                    await self.sums.keep(money)
                await self.unmatched.keep(
                    UnmatchedMessage(digest, provider_name, callback.body, callback.query, now, money is not None)
                )
            chosen = message.report.outcome is PaymentOutcome.CHOSEN
            return CallbackOutcome.RECORDED if chosen and keep else CallbackOutcome.UNKNOWN_PAYMENT
        if message.report.outcome is PaymentOutcome.PAID and settled.payment.hold is HoldReason.AMOUNT_DIFFERS:
            return CallbackOutcome.AMOUNT_DIFFERS
        if _contradicts(message.report, settled.payment):
            log.error("transaction_with_another_amount", provider=provider_name, payment=settled.payment.id)
            return CallbackOutcome.AMOUNT_DIFFERS
        return CallbackOutcome.RECORDED if settled.changed else CallbackOutcome.ALREADY


def _contradicts(said: Report, payment: Payment) -> bool:
    """Whether a transaction that is booked is told of with another amount: what came first stands, and the settlement
    file decides."""
    booked = payment.amount_of(said.transaction) if said.outcome is PaymentOutcome.PAID and said.transaction else None
    return booked is not None and booked != said.amount


def unmatched_sum(
    provider: str, reference: str, said: Report, received_at: datetime, content: str = ""
) -> UnmatchedSum | None:
    """The money that a provider tells of, where it does; the same, by whichever way it is told."""
    transaction = said.transaction or reference
    if said.outcome is not PaymentOutcome.PAID or not said.amount or not transaction:
        return None
    reference = reference or transaction
    return UnmatchedSum(
        id=derived_id("unm", provider, reference, transaction),
        version=1,
        source=provider,
        reference=reference,
        transaction=transaction,
        amount=said.amount,
        content=content,
        paid_at=said.at,
        received_at=received_at,
    )
