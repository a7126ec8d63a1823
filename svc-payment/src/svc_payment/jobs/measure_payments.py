"""What waits for a provider or an officer, counted in the database by one process.

One that loses the lease shows nothing any more: an old figure beside a new one would make either wrong.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.metrics import MeasuredGauge
from svc_payment.store.payments import Payments
from svc_payment.store.unmatched_messages import UnmatchedMessages
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.store.unreadable_transfers import UnreadableTransfers

_unsettled = MeasuredGauge("payment_unsettled_seconds", "Age of the oldest payment whose outcome or bill is still open")
_unsettled_count = MeasuredGauge("payment_unsettled_payments", "Such payments (counted to 10,000)")
_unsettled_sum = MeasuredGauge("payment_unsettled_dong", "What they are about, in dong")
_messages = MeasuredGauge(
    "payment_unmatched_messages", "Verified messages of providers that fit no payment and are tried again (to 10,000)"
)
_sums = MeasuredGauge(
    "payment_unmatched_sums",
    "Sums of money that fit no payment, or that a bank announced unreadably, and wait for an officer",
)
_sums_age = MeasuredGauge("payment_unmatched_sum_seconds", "Age of the oldest of these sums of money")


@dataclass(frozen=True)
class MeasurePayments:
    payments: Payments
    messages: UnmatchedMessages
    sums: UnmatchedSums
    unreadable: UnreadableTransfers
    clock: Clock

    async def __call__(self) -> None:
        now = self.clock.now()
        oldest = await self.payments.oldest_unsettled(now)
        _unsettled.set((now - oldest).total_seconds() if oldest else 0)
        unsettled = await self.payments.unsettled_sum(now)
        _unsettled_count.set(unsettled.count)
        _unsettled_sum.set(unsettled.amount)
        _messages.set(await self.messages.count(now))
        waiting = (await self.sums.summary(), await self.unreadable.summary())
        _sums.set(sum(each.count for each in waiting))
        first = min((each.oldest for each in waiting if each.oldest), default=None)
        _sums_age.set((now - first).total_seconds() if first else 0)

    def forget(self) -> None:
        for measured in (_unsettled, _unsettled_count, _unsettled_sum, _messages, _sums, _sums_age):
            measured.forget()
