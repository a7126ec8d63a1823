"""A warning that is no longer to be read as news is not sent either: its draft goes, what waits is stopped."""

from dataclasses import dataclass
from datetime import datetime

from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from svc_notify.domain.broadcast import Action, BroadcastRefused, Entry, News
from svc_notify.store.broadcasts import Broadcasts

BY = "system"

log = get_logger()


@dataclass(frozen=True)
class WithdrawWarning:
    broadcasts: Broadcasts

    async def __call__(self, news: News, at: datetime, event_id: str) -> None:
        """All that was drafted from ``news`` before it was withdrawn; an event that comes again changes nothing."""

        async def attempt(_: int) -> None:
            for broadcast in await self.broadcasts.of_news(news):
                try:
                    withdrawn = broadcast.moved(Entry(Action.WITHDRAW, BY, at, event_id))
                except BroadcastRefused:  # discarded or withdrawn before
                    continue
                await self.broadcasts.save(withdrawn)
                log.info("broadcast_moved", broadcast_id=broadcast.id, action=Action.WITHDRAW, by=BY)

        await retry_on_conflict(attempt)
