"""An approver lets citizens read an approved article: now, or from a moment on."""

from dataclasses import dataclass, replace

from shared.command import Outcome
from svc_content.domain.article import Action, Article, Publication, Step
from svc_content.use_cases.take_article_step import ArticleStepCommand, ArticleStepTaken, TakeArticleStep


@dataclass(frozen=True)
class PublishArticle:
    take_step: TakeArticleStep

    async def __call__(self, request: ArticleStepCommand, publication: Publication) -> Outcome[ArticleStepTaken]:
        """``request.action`` is settled here. Raises what every step raises."""

        def publish(article: Article, step: Step) -> Article:
            plan = publication.plan_for(article.content, step.at)
            return article.published(step, plan) if publication.publish_at is None else article.scheduled(step, plan)

        action = Action.PUBLISH if publication.publish_at is None else Action.SCHEDULE
        return await self.take_step(replace(request, action=action), publish)
