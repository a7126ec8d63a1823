"""Sums that wait for an officer are looked at again, and taken off the list where a payment has the money by now."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import ServiceError, VersionConflict
from shared.logs import get_logger
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.place_sum import PlaceSum

BATCH = 100

log = get_logger()


@dataclass(frozen=True)
class PlaceDueSums:
    sums: UnmatchedSums
    place: PlaceSum
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        due = await self.sums.due(self.clock.now(), BATCH)
        for one in due:
            try:
                await self.place.look_again(one)
            except (ServiceError, VersionConflict) as error:
                log.warning("unmatched_sum_not_placed", sum=one.id, error=str(error))
        return len(due) == BATCH
