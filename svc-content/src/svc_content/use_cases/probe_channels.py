"""Looks at every stream as a viewer would, and tells others when a channel dies or comes back."""

import asyncio
from dataclasses import dataclass

from prometheus_client import Gauge

from shared.clock import Clock
from shared.events import Event, new_event
from svc_content import SERVICE
from svc_content.catalogue.arrangement import Arrangement, Row
from svc_content.catalogue.entry_kinds import Channel
from svc_content.domain.channel_health import ChannelHealth, Finding, Observation
from svc_content.domain.events import ChannelStreamChanged, event_type
from svc_content.store.channel_health import ChannelHealths
from svc_content.streams.probe import Probe

AT_ONCE = 4

_up = Gauge("content_stream_up", "1 while viewers can watch the channel, else 0", ["channel"])


@dataclass(frozen=True)
class ProbeChannels:
    healths: ChannelHealths
    arrangement: Arrangement
    probe: Probe
    clock: Clock

    async def __call__(self) -> None:
        known = await self.healths.all()
        channels = [channel for channel in self.arrangement.all(Channel) if channel.content.stream_url]
        for code in known.keys() - {channel.key for channel in channels}:
            _up.remove(code)
        places = asyncio.Semaphore(AT_ONCE)

        async def look(channel: Row[Channel]) -> None:
            async with places:
                await self._look(channel, known.get(channel.key, ChannelHealth()))

        await asyncio.gather(*map(look, channels))

    async def _look(self, channel: Row[Channel], before: ChannelHealth) -> None:
        observed = await self._observed(channel.content, before)
        at = self.clock.now()
        after = before.after(observed, at)
        version = await self.healths.version(channel.key) + 1
        events = [_event(channel, after, version)] if before.up is not None and after.changed(before) else []
        if await self.healths.save(channel.key, after, version, events):
            _up.labels(channel.key).set(1 if after.up else 0)

    async def _observed(self, channel: Channel, before: ChannelHealth) -> Observation:
        """How the stream plays, or the one beside it when only that plays: players fall back too."""
        observed = await self.probe(channel.stream_url, "stream", before)
        if observed.finding is not Finding.PLAYS and channel.fallback_url:
            return observed.or_else(await self.probe(channel.fallback_url, "fallback", before))
        return observed


def forget_found() -> None:
    """Another process looks: what this one has found no longer holds."""
    _up.clear()


def _event(channel: Row[Channel], after: ChannelHealth, version: int) -> Event:
    assert after.seen_at is not None
    assert after.finding is not None
    payload = ChannelStreamChanged(
        code=channel.key,
        name=channel.content.name,
        up=bool(after.up),
        finding=after.finding,
        occurred_at=after.seen_at,
    )
    kind = event_type("channel.stream_changed")
    return new_event(kind, source=SERVICE, subject=channel.key, version=version, at=after.seen_at, payload=payload)
