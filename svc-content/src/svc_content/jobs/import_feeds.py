"""Asks the feeds of other portals for news, each as often as its row says."""

import asyncio
from datetime import timedelta

from shared.clock import Clock
from shared.leases import Leases
from shared.periodic import PeriodicTask
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Feed
from svc_content.store.feed_states import FeedStates
from svc_content.use_cases.import_feed import ImportFeed

EVERY = 30.0


class ImportFeeds:
    def __init__(
        self, import_feed: ImportFeed, states: FeedStates, arrangement: Arrangement, leases: Leases, clock: Clock
    ) -> None:
        self._import_feed = import_feed
        self._states = states
        self._arrangement = arrangement
        self._clock = clock
        self._periodic = PeriodicTask("import_feeds", EVERY, leases, ttl=timedelta(minutes=5))

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.import_due, stop)

    async def import_due(self) -> bool:
        """Those whose time has come, one after the other."""
        if not await self._periodic.holds_lease():
            return False
        states = await self._states.all()
        for feed in self._arrangement.all(Feed):
            before = states.get(feed.key)
            pause = timedelta(minutes=feed.content.every_minutes)
            if before is None or self._clock.now() - before.fetched_at >= pause:
                await self._import_feed(feed, before)
        return False
