"""The home screen in one reading: what stands on it, from memory where it seldom changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from svc_content.catalogue.arrangement import Arrangement, Row
from svc_content.catalogue.entry_kinds import Banner, Guide, Hotline, Organisation, Utility
from svc_content.store.articles import Articles, PublicArticle
from svc_content.use_cases.read_channels import ChannelNow, ReadChannels

NEWS = 6
PINNED = 3
GUIDES = 6


@dataclass(frozen=True)
class Home:
    organisation: Row[Organisation] | None
    banners: Sequence[Row[Banner]]
    utilities: Sequence[Row[Utility]]
    hotlines: Sequence[Row[Hotline]]
    pinned: Sequence[PublicArticle]
    news: Sequence[PublicArticle]
    channels: Sequence[ChannelNow]
    guides: Sequence[Row[Guide]]


@dataclass(frozen=True)
class ReadHome:
    arrangement: Arrangement
    articles: Articles
    read_channels: ReadChannels
    clock: Clock

    async def __call__(self) -> Home:
        now = self.clock.now()
        arrangement = self.arrangement
        organisations = arrangement.all(Organisation)
        pinned = await self.articles.pinned(now, PINNED)
        return Home(
            organisation=organisations[0] if organisations else None,
            banners=[row for row in arrangement.all(Banner) if row.content.on(now)],
            utilities=arrangement.all(Utility),
            hotlines=arrangement.all(Hotline),
            pinned=pinned,
            news=await self.articles.news(None, now, None, NEWS, [one.id for one in pinned]),
            channels=await self.read_channels(),
            guides=arrangement.all(Guide)[:GUIDES],
        )
