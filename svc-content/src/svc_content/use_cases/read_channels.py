"""Every channel with how its stream stands, and what is on now and next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.clock import VIETNAM, Clock
from svc_content.catalogue.arrangement import Arrangement, Row
from svc_content.catalogue.entry_kinds import Channel
from svc_content.domain.channel_health import ChannelHealth
from svc_content.domain.programme import OnAir, Programme, on_air
from svc_content.store.channel_health import ChannelHealths
from svc_content.store.programme_days import ProgrammeDays


@dataclass(frozen=True)
class ChannelNow:
    channel: Row[Channel]
    health: ChannelHealth | None
    on_air: OnAir


@dataclass(frozen=True)
class ReadChannels:
    arrangement: Arrangement
    healths: ChannelHealths
    days: ProgrammeDays
    clock: Clock

    async def __call__(self) -> list[ChannelNow]:
        now = self.clock.now()
        today = now.astimezone(VIETNAM).date()
        health: Mapping[str, ChannelHealth] = await self.healths.all()
        programmes: defaultdict[str, list[Programme]] = defaultdict(list)
        for day in await self.days.all_channels(today - timedelta(days=1), today + timedelta(days=1)):
            programmes[day.channel] += day.programmes
        return [
            ChannelNow(
                channel,
                health.get(channel.key) if channel.content.stream_url else None,
                on_air(programmes[channel.key], now),
            )
            for channel in self.arrangement.all(Channel)
        ]
