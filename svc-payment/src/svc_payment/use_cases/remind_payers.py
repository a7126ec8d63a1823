"""Reminds payers before a bill is due: each once, whatever is restarted."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import VersionConflict
from svc_payment.domain.bill import Bill
from svc_payment.store.bills import Bills
from svc_payment.use_cases.events import bill_events

BATCH = 200


@dataclass(frozen=True)
class RemindPayers:
    bills: Bills
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        due = await self.bills.to_remind(self.clock.now(), BATCH)
        done = [await self._remind(bill) for bill in due]
        return len(due) == BATCH and any(done)

    async def _remind(self, bill: Bill) -> bool:
        now = self.clock.now()
        after = bill.reminded(None, now)
        try:
            # Of what is voluntary nobody is reminded.
            events = bill_events(after, "due_soon", after.remaining, now) if after.remaining else []
            await self.bills.save(after, events)
        except VersionConflict:  # somebody pays or cancels it just now; if it is still due, the next run sees it
            return False
        return True
