"""Figures of content: articles by state and category, reads, streams up, and what people searched for in vain."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Channel
from svc_content.domain.channel_health import ChannelHealth
from svc_content.store.articles import ArticleCount, Articles
from svc_content.store.channel_health import ChannelHealths
from svc_content.store.counters import Counters, MissedSearch

MISSED = 100


@dataclass(frozen=True)
class Figures:
    articles: Sequence[ArticleCount]
    reads: int
    streams: Mapping[str, ChannelHealth]
    missed: Sequence[MissedSearch]


@dataclass(frozen=True)
class ReadFigures:
    articles: Articles
    counters: Counters
    healths: ChannelHealths
    arrangement: Arrangement

    async def __call__(self, units: AbstractSet[str] | None) -> Figures:
        """Articles of ``units``, of all with ``None``; all else is the province's."""
        channels = {row.key for row in self.arrangement.all(Channel) if row.content.stream_url}
        healths = await self.healths.all()
        return Figures(
            articles=await self.articles.counts(units),
            reads=await self.counters.total_reads(),
            streams={code: health for code, health in healths.items() if code in channels},
            missed=await self.counters.missed(MISSED),
        )
