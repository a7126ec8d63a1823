"""Asks the feeds of other portals for news, each as often as its row says."""

from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Clock
from shared.logs import get_logger
from svc_content.catalogue.arrangement import Arrangement, Row
from svc_content.catalogue.entry_kinds import Feed
from svc_content.store.feed_states import FeedState, FeedStates
from svc_content.use_cases.import_feed import ImportFeed

log = get_logger()


@dataclass(frozen=True)
class ImportDueFeeds:
    import_feed: ImportFeed
    states: FeedStates
    arrangement: Arrangement
    clock: Clock

    async def __call__(self) -> None:
        """Those whose time has come, one after the other."""
        states = await self.states.all()
        for feed in self.arrangement.all(Feed):
            before = states.get(feed.key)
            pause = timedelta(minutes=feed.content.every_minutes)
            if before is None or self.clock.now() - before.fetched_at >= pause:
                await self._import(feed, before)

    async def _import(self, feed: Row[Feed], before: FeedState | None) -> None:
        try:
            await self.import_feed(feed, before)
        except Exception:  # whatever one portal's bytes bring about stops no other portal's
            log.exception("feed_import_failed", feed=feed.key)
            await self.states.keep(FeedState(feed.key, self.clock.now(), failure="unexpected"))
