"""Asks the feeds of other portals for news, each as often as its row says."""

from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Clock
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Feed
from svc_content.store.feed_states import FeedStates
from svc_content.use_cases.import_feed import ImportFeed


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
                await self.import_feed(feed, before)
