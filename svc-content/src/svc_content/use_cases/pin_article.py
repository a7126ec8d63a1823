"""An approver pins what citizens read above the rest, or lets it go down again."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_content.domain.article import Article, Step
from svc_content.use_cases.take_article_step import ArticleStepCommand, ArticleStepTaken, TakeArticleStep


@dataclass(frozen=True)
class PinArticle:
    take_step: TakeArticleStep

    async def __call__(self, request: ArticleStepCommand, until: datetime | None) -> Outcome[ArticleStepTaken]:
        """``until``: ``None`` to unpin. Raises what every step raises."""

        def pin(article: Article, step: Step) -> Article:
            return article.pinned(step, until)

        return await self.take_step(request, pin)
