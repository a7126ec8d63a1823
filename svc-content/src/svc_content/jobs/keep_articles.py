"""Publishes what was scheduled and takes away what has expired: each once, whatever is restarted.

The step and its event are one write, against the version that was read. The lease only spares several workers the work.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.errors import VersionConflict
from shared.leases import Leases
from shared.metrics import counter
from shared.periodic import PeriodicTask
from svc_content import SERVICE
from svc_content.domain.article import Action, Actor, Article, Plan, Step, event_of
from svc_content.store.articles import Articles
from svc_content.use_cases.article_events import ArticleEvents

EVERY = 2.0
BATCH = 100
MOMENT = timedelta(seconds=1)
_SYSTEM = frozenset({Actor.SYSTEM})

_kept = counter(
    "content_article_jobs_total",
    "Articles published or taken away by the clock",
    action=(Action.RELEASE, Action.EXPIRE),
)


class KeepArticles:
    def __init__(self, articles: Articles, events: ArticleEvents, leases: Leases, clock: Clock) -> None:
        self._articles = articles
        self._events = events
        self._clock = clock
        self._periodic = PeriodicTask("keep_articles", EVERY, leases)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.keep, stop)

    async def keep(self) -> bool:
        """One batch of each, if the lease is ours; whether there may be more."""
        if not self._events.ready or not await self._periodic.holds_lease():
            return False
        now = self._clock.now()
        to_release = await self._articles.to_release(now, BATCH)
        done = [await self._release(article, now) for article in to_release]
        to_expire = await self._articles.to_expire(now, BATCH)
        done += [await self._expire(article, now) for article in to_expire]
        return BATCH in (len(to_release), len(to_expire)) and any(done)

    async def _release(self, article: Article, now: datetime) -> bool:
        assert article.plan is not None
        plan = replace(article.plan, publish_at=now)
        if plan.expires_at is not None and plan.expires_at <= now:
            # Its whole time went by while nobody ran: it is published for a moment, and the next run takes it away.
            plan = Plan(now, now + MOMENT)
        step = _step(article, Action.RELEASE, now)
        return await self._save(article, article.published(step, plan), step)

    async def _expire(self, article: Article, now: datetime) -> bool:
        step = _step(article, Action.EXPIRE, now)
        return await self._save(article, article.moved(step), step)

    async def _save(self, before: Article, after: Article, step: Step) -> bool:
        try:
            await self._articles.save(after, self._events(after, event_of(before, step.action), step))
        except VersionConflict:  # somebody acted meanwhile, or its outbox is full: the next run sees
            return False
        _kept.labels(step.action).inc()
        return True


def _step(article: Article, action: Action, now: datetime) -> Step:
    return Step(action, SERVICE, _SYSTEM, now, f"{action}:{article.version}", "")
