"""A warning that was published as news waits as the draft of a broadcast for a second officer; once for each event."""

from dataclasses import dataclass

from shared.errors import DuplicateValue
from shared.ids import derived_id
from svc_notify.domain.warning import PublishedWarning, drafted_from
from svc_notify.store.broadcasts import Broadcasts


@dataclass(frozen=True)
class DraftWarning:
    broadcasts: Broadcasts

    async def __call__(self, warning: PublishedWarning) -> None:
        broadcast_id = derived_id("brd", warning.event_id)
        try:
            await self.broadcasts.add(drafted_from(warning, broadcast_id))
        except DuplicateValue:  # the event came again
            return
