"""Keeps at hand what Zalo last said of templates and limits, for decisions that are made many times a second, and shows
how long Zalo has been silent and how much of what it told is not worked off: also while that goes on.
"""

import asyncio

from shared.periodic import PeriodicTask
from svc_notify import metrics
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.store.webhook_sources import WebhookSources
from svc_notify.store.zalo_events import ZaloEvents
from svc_notify.store.zalo_facts import ZaloFacts

EVERY = 5.0


class WatchZalo:
    """``current``: at most ``EVERY`` seconds old; nothing before the first look."""

    def __init__(self, facts: ZaloFacts, sources: WebhookSources, events: ZaloEvents) -> None:
        self._facts = facts
        self._sources = sources
        self._events = events
        self._current = QuotaFacts()
        self._periodic = PeriodicTask("watch_zalo", EVERY)

    def current(self) -> QuotaFacts:
        return self._current

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.look, stop)

    async def look(self) -> None:
        self._current = await self._facts.quotas()
        for source, at in (await self._sources.last()).items():
            metrics.last_webhook.labels(source).set(at.timestamp())
        metrics.webhook_backlog.set(await self._events.backlog())
