"""A payee takes back a bill that nobody has paid anything of."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.bill import Bill, BillState
from svc_payment.domain.party import Party
from svc_payment.store.bills import Bills
from svc_payment.use_cases.events import bill_events
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class CancelBill:
    bills: Bills
    clock: Clock

    async def __call__(self, bill_id: str, payees: Sequence[str], by: Party, reason: str) -> Bill:
        """A repeat finds it cancelled. Money that is still on its way becomes a refund case. Raises ``NotFound`` or
        ``Conflict``."""

        async def attempt(_number: int) -> Bill:
            bill = await self.bills.at_payees(bill_id, payees)
            if bill is None:
                raise NotFound("Không tìm thấy phiếu thu này.")
            if bill.state is BillState.CANCELLED:
                return bill
            now = self.clock.now()
            with about(bill), explained(REFUSALS):
                after = bill.cancelled(now, by, reason)
            await self.bills.save(after, bill_events(after, "cancelled", after.total, now))
            return after

        return await retry_on_conflict(attempt)
