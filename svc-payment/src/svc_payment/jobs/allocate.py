"""Money goes to its bill: woken by each callback that brought some, and by a look every second after a crash."""

import asyncio
from dataclasses import dataclass

from shared.periodic import PeriodicTask
from shared.wakeup import Wakeup
from svc_payment.store.payments import Payments
from svc_payment.use_cases.allocate_money import AllocateMoney
from svc_payment.use_cases.each_payment import EachPayment

BATCH = 100
LOOK_EVERY = 1.0
"""Seconds between two looks for money that no call has announced."""


@dataclass(frozen=True)
class AllocateInBackground:
    payments: Payments
    allocate: AllocateMoney
    wakeup: Wakeup

    async def run(self, stop: asyncio.Event) -> None:
        # No lease: two workers at the same payment lose a race at worst, and money should not wait for a lease.
        await PeriodicTask("allocation", 0.0).run(self._batch, stop)

    async def _batch(self) -> None:
        await self.wakeup.wait(LOOK_EVERY)
        found = await self.payments.to_allocate(BATCH)
        # All at once: their finds and updates go together (``store.group_commit``).
        await EachPayment("allocation", lambda payment: self.allocate(payment.id), at_once=BATCH)(found)
        if len(found) == BATCH:
            self.wakeup.set()
