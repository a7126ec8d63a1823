"""A dossier has ended: what is not paid of its fee need not be."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.optimistic import retry_on_conflict
from svc_payment.domain.bill import BillState
from svc_payment.domain.party import SYSTEM
from svc_payment.store.bills import Bills


@dataclass(frozen=True)
class CallOffDossier:
    bills: Bills
    clock: Clock

    async def __call__(self, dossier_id: str) -> None:
        """The dossier has ended: what is not paid need not be, and money on its way becomes a refund case.

        The dossier's own event tells the applicant. Raises ``Unavailable``.
        """
        for bill in await self.bills.of_dossier(dossier_id):
            await self._call_off(bill.id)

    async def _call_off(self, bill_id: str) -> None:
        async def attempt(_number: int) -> None:
            bill = await self.bills.find(bill_id)
            if bill is not None and bill.state is BillState.ISSUED:
                await self.bills.save(bill.cancelled(self.clock.now(), SYSTEM, "Hồ sơ đã kết thúc."))

        await retry_on_conflict(attempt)
