"""Publishes what was scheduled and takes away what has expired: each once, whatever is restarted.

The step and its event are one write, against the version that was read.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.errors import VersionConflict
from shared.metrics import counter
from svc_content import SERVICE
from svc_content.domain.article import Action, Actor, Article, Step, event_of
from svc_content.store.articles import Articles
from svc_content.use_cases.article_events import ArticleEvents

BATCH = 20
"""How many articles are loaded at once: one can have 12 MB with every text that is kept to compare with."""
_SYSTEM = frozenset({Actor.SYSTEM})

_kept = counter(
    "content_article_jobs_total",
    "Articles published or taken away by the clock",
    action=(Action.RELEASE, Action.EXPIRE),
)


@dataclass(frozen=True)
class KeepArticles:
    articles: Articles
    events: ArticleEvents
    clock: Clock

    async def __call__(self) -> bool:
        """One batch of each; whether there may be more."""
        if not self.events.ready:
            return False
        now = self.clock.now()
        to_release = await self.articles.to_release(now, BATCH)
        done = [await self._release(article, now) for article in to_release]
        to_expire = await self.articles.to_expire(now, BATCH)
        done += [await self._expire(article, now) for article in to_expire]
        return BATCH in (len(to_release), len(to_expire)) and any(done)

    async def _release(self, article: Article, now: datetime) -> bool:
        assert article.plan is not None
        step = _step(article, Action.RELEASE, now)
        return await self._save(article, article.published(step, article.plan.begun(now)), step)

    async def _expire(self, article: Article, now: datetime) -> bool:
        step = _step(article, Action.EXPIRE, now)
        return await self._save(article, article.moved(step), step)

    async def _save(self, before: Article, after: Article, step: Step) -> bool:
        try:
            await self.articles.save(after, self.events(before, after, event_of(before, step.action), step))
        except VersionConflict:  # somebody acted meanwhile, or its outbox is full: the next run sees
            return False
        _kept.labels(step.action).inc()
        return True


def _step(article: Article, action: Action, now: datetime) -> Step:
    return Step(action, SERVICE, _SYSTEM, now, f"{action}:{article.version}", "")
