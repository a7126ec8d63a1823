"""An approver lets citizens read an approved article: now, or from a moment on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.command import Outcome
from svc_content.domain.article import Action, Article, Plan, Step
from svc_content.use_cases.article_step import StepRequest, TakeArticleStep, TakenStep

WARNING_PINNED = timedelta(hours=24)
"""A warning stands above everything else for so long, unless its approver says otherwise."""


@dataclass(frozen=True)
class Publication:
    """``publish_at``: ``None`` for now."""

    publish_at: datetime | None = None
    expires_at: datetime | None = None
    pinned_until: datetime | None = None


@dataclass(frozen=True)
class PublishArticle:
    take_step: TakeArticleStep

    async def __call__(self, request: StepRequest, publication: Publication) -> Outcome[TakenStep]:
        """``request.action`` is settled here. Raises what every step raises."""

        def publish(article: Article, step: Step) -> Article:
            plan = _plan(article, publication, step.at)
            return article.published(step, plan) if publication.publish_at is None else article.scheduled(step, plan)

        action = Action.PUBLISH if publication.publish_at is None else Action.SCHEDULE
        return await self.take_step(replace(request, action=action), publish)


def _plan(article: Article, publication: Publication, now: datetime) -> Plan:
    publish_at = publication.publish_at or now
    pinned_until = publication.pinned_until
    if pinned_until is None and article.content.warning:
        pinned_until = publish_at + WARNING_PINNED
        if publication.expires_at is not None:
            pinned_until = min(pinned_until, publication.expires_at)
    return Plan(publish_at, publication.expires_at, pinned_until)
