"""An officer has found out which payment a bank transfer was meant for."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.party import Party
from svc_payment.domain.unmatched_sum import STATEMENT, Destination, SumState, UnmatchedSum
from svc_payment.store.payments import Payments
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.place_sum import PlaceSum
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class AssignTransfer:
    sums: UnmatchedSums
    payments: Payments
    place: PlaceSum
    clock: Clock

    async def __call__(self, transfer_id: str, payment_id: str, by: Party) -> None:
        """When two officers come at once, one decides; the other is told so. Raises ``NotFound`` or ``Conflict``."""
        if await self.payments.find(payment_id) is None:
            raise NotFound("Không tìm thấy khoản thanh toán này.")

        async def attempt(_number: int) -> UnmatchedSum:
            found = await self.sums.find(transfer_id)
            if found is None or found.source != STATEMENT:
                raise NotFound("Không tìm thấy giao dịch này.")
            if _already(found, payment_id):
                return found
            with about(found), explained(REFUSALS):
                decided = found.assigned(payment_id, by, self.clock.now())
            await self.sums.save(decided)
            return decided

        await self.place(await retry_on_conflict(attempt))


def _already(found: UnmatchedSum, payment_id: str) -> bool:
    """The same was said before, and an answer was lost."""
    if found.state is SumState.PLACED:
        return found.payment_id == payment_id
    said = found.proposal
    return (
        found.state is SumState.DECIDED
        and said is not None
        and (said.destination, said.target) == (Destination.PAYMENT, payment_id)
    )
