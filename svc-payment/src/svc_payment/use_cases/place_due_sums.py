"""Sums that wait for an officer are looked at again, and taken off the list where a payment has the money by now."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import ServiceError, VersionConflict
from shared.logs import get_logger
from svc_payment.domain.unmatched_sum import LOOK_AGAIN, SumState, UnmatchedSum
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.find_holder import FindHolder
from svc_payment.use_cases.place_sum import PlaceSum

BATCH = 100

log = get_logger()


@dataclass(frozen=True)
class PlaceDueSums:
    sums: UnmatchedSums
    place: PlaceSum
    find_holder: FindHolder
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        due = await self.sums.due(self.clock.now(), BATCH)
        for one in due:
            try:
                await self._look_again(one)
            except (ServiceError, VersionConflict) as error:
                log.warning("unmatched_sum_not_placed", sum=one.id, error=str(error))
        return len(due) == BATCH

    async def _look_again(self, waiting: UnmatchedSum) -> None:
        """Nobody has to decide on what a payment has by now; what was decided before a crash goes on. Raises as
        ``PlaceSum`` does.
        """
        if waiting.state is SumState.DECIDED:
            await self.place(waiting)
        elif holder := await self.find_holder(waiting):
            await self.sums.save(waiting.found(holder.id, self.clock.now()))
        else:
            await self.sums.put_off(waiting.id, self.clock.now() + LOOK_AGAIN)
