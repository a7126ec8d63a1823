"""What goes on behind payments: money to its bill, silent providers asked, refunds carried out, orders reported."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Clock
from shared.errors import ServiceError, VersionConflict
from shared.leases import Leases
from shared.logs import get_logger
from shared.metrics import MeasuredGauge
from shared.periodic import PeriodicTask
from shared.wakeup import Wakeup
from svc_payment.domain.payment import Payment
from svc_payment.domain.refund import RefundState
from svc_payment.providers.port import BadCallback, Callback, CallbackOutcome
from svc_payment.providers.registry import Providers
from svc_payment.store.payments import Payments
from svc_payment.store.unmatched_messages import UnmatchedMessages
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.allocate_money import AllocateMoney
from svc_payment.use_cases.carry_out_refund import CarryOutRefund
from svc_payment.use_cases.place_sum import PlaceSum
from svc_payment.use_cases.query_payment import QueryPayment
from svc_payment.use_cases.receive_callback import ReceiveCallback
from svc_payment.use_cases.report_order import ReportOrder

BATCH = 100
LOOK_EVERY = 1.0
"""Seconds between two looks for money that no call has announced."""
AT_ONCE = 8
"""Calls to providers at the same time."""

_unsettled = MeasuredGauge("payment_unsettled_seconds", "Age of the oldest payment whose outcome or bill is still open")
_unmatched = MeasuredGauge(
    "payment_unmatched_messages", "Verified messages of providers that fit no payment and are tried again (to 10,000)"
)
_sums = MeasuredGauge("payment_unmatched_sums", "Sums of money that fit no payment and wait for an officer (to 10,000)")
_sums_age = MeasuredGauge("payment_unmatched_sum_seconds", "Age of the oldest sum of money that fits no payment")

log = get_logger()


async def each(
    payments: Sequence[Payment], work: Callable[[Payment], Awaitable[object]], name: str, at_once: int = AT_ONCE
) -> None:
    """``work`` for every payment; one that fails waits for the next run and hinders no other."""
    places = asyncio.Semaphore(at_once)

    async def one(payment: Payment) -> None:
        async with places:
            try:
                await work(payment)
            except ServiceError as error:
                log.warning("payment_work_failed", task=name, payment=payment.id, error=error.code)

    await asyncio.gather(*(one(payment) for payment in payments))


class AllocateInBackground:
    """Woken by each callback that brought money; the look every second makes it true after a crash."""

    def __init__(self, payments: Payments, allocate: AllocateMoney, wakeup: Wakeup) -> None:
        self._payments = payments
        self._allocate = allocate
        self._wakeup = wakeup

    async def run(self, stop: asyncio.Event) -> None:
        # No lease: two workers at the same payment lose a race at worst, and money should not wait for a lease.
        task = PeriodicTask("allocation", 0.0)

        async def work() -> bool:
            await self._wakeup.wait(LOOK_EVERY)
            found = await self._payments.to_allocate(BATCH)
            # All at once: their finds and updates go together (``store.group_commit``).
            await each(found, lambda payment: self._allocate(payment.id), "allocation", at_once=BATCH)
            if len(found) == BATCH:
                self._wakeup.set()
            return False

        await task.run(work, stop)


@dataclass(frozen=True)
class AskProviders:
    """Silent payments, running refunds, orders that Zalo is to be told of, and messages that fitted nothing."""

    payments: Payments
    providers: Providers
    unmatched: UnmatchedMessages
    query: QueryPayment
    receive: ReceiveCallback
    report_order: ReportOrder
    leases: Leases
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        task = PeriodicTask("providers", 1.0, self.leases)

        async def work() -> bool:
            if not await task.holds_lease():
                # Another process says it; what this one said last would be taken for true for ever.
                _unsettled.set(0)
                _unmatched.set(0)
                return False
            now = self.clock.now()
            due = await self.payments.to_query(now, BATCH)
            await each(due, self.query, "query")
            await each(await self.payments.to_update_orders(BATCH), self.report_order, "order")
            await self._try_unmatched()
            oldest = await self.payments.oldest_unsettled(now)
            _unsettled.set((now - oldest).total_seconds() if oldest else 0)
            _unmatched.set(await self.unmatched.count(now))
            return len(due) == BATCH

        await task.run(work, stop)

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


@dataclass(frozen=True)
class CarryOutRefunds:
    payments: Payments
    refund: CarryOutRefund
    leases: Leases
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        task = PeriodicTask("refunds", 5.0, self.leases)

        async def work() -> bool:
            if await task.holds_lease():
                await each(await self.payments.to_refund(self.clock.now(), BATCH), self._all_of, "refund")
            return False

        await task.run(work, stop)

    async def _all_of(self, payment: Payment) -> None:
        for refund in payment.open_refunds(RefundState.APPROVED, RefundState.SUBMITTED):
            current = await self.payments.find(payment.id)
            if current is not None:
                await self.refund(current, current.refund(refund.id))


@dataclass(frozen=True)
class FollowUnmatchedSums:
    """Money that waits for an officer: shown by its age, and taken off the list where a payment has it by now."""

    sums: UnmatchedSums
    place: PlaceSum
    leases: Leases
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        task = PeriodicTask("unmatched-sums", 5.0, self.leases)

        async def work() -> bool:
            if not await task.holds_lease():
                _sums.set(0)
                _sums_age.set(0)
                return False
            now = self.clock.now()
            due = await self.sums.due(now, BATCH)
            for one in due:
                try:
                    await self.place.look_again(one)
                except (ServiceError, VersionConflict) as error:
                    log.warning("unmatched_sum_not_placed", sum=one.id, error=str(error))
            open_sums = await self.sums.summary()
            _sums.set(open_sums.count)
            _sums_age.set((now - open_sums.oldest).total_seconds() if open_sums.oldest else 0)
            return len(due) == BATCH

        await task.run(work, stop)
