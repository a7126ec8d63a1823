"""Another officer approves where unmatched money goes, or does not."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.party import Party
from svc_payment.domain.unmatched_sum import SumState, UnmatchedSum
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.place_sum import PlaceSum
from svc_payment.use_cases.refusals import REFUSALS

_APPROVED = (SumState.DECIDED, SumState.PLACED, SumState.DISMISSED)


@dataclass(frozen=True)
class DecidePlacement:
    sums: UnmatchedSums
    place: PlaceSum
    clock: Clock

    async def __call__(self, sum_id: str, by: Party, *, approve: bool) -> UnmatchedSum:
        """A repeat finds it decided. Raises ``NotFound``, ``Forbidden`` or ``Conflict``."""

        async def attempt(_number: int) -> UnmatchedSum:
            found = await self.sums.find(sum_id)
            if found is None:
                raise NotFound("Không tìm thấy khoản tiền này.")
            if approve and found.state in _APPROVED and found.decided_by == by.id:
                return found
            with about(found), explained(REFUSALS):
                decided = found.approved(by, self.clock.now()) if approve else found.rejected()
            await self.sums.save(decided)
            return decided

        return await self.place(await retry_on_conflict(attempt))
