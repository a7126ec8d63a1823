"""A warning that was published as news waits as the draft of a broadcast for a second officer; once for each event.

A correction that leaves what is broadcast as it was is no second warning. One that changes it takes the place of a
draft that nobody has touched.
"""

from dataclasses import dataclass

from shared.errors import DuplicateValue
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.reference.staff_directory import StaffDirectory
from svc_notify.domain.broadcast import Action, Entry
from svc_notify.domain.warning import PublishedWarning, drafted_from, is_superseded, says_nothing_new
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.withdraw_warning import BY


@dataclass(frozen=True)
class DraftWarning:
    broadcasts: Broadcasts
    staff: StaffDirectory

    async def __call__(self, warning: PublishedWarning) -> None:
        draft = drafted_from(warning, derived_id("brd", warning.event_id), await self.staff.names(warning.authors))
        if says_nothing_new(draft, await self.broadcasts.of_news(warning.news)):
            return
        try:
            await self.broadcasts.add(draft)
        except DuplicateValue:  # the event came again
            return

        async def attempt(_: int) -> None:
            for earlier in await self.broadcasts.of_news(warning.news):
                if is_superseded(earlier):
                    await self.broadcasts.save(earlier.moved(Entry(Action.SUPERSEDE, BY, warning.at, warning.event_id)))

        await retry_on_conflict(attempt)
