"""An editor gives an article another text: of a draft, or a correction of what citizens read or read once."""

from dataclasses import dataclass, replace

from shared.command import Outcome
from shared.errors import NotFound
from svc_content.domain.article import Article, Step
from svc_content.store.articles import Articles
from svc_content.use_cases.compose_content import ArticleText, ComposeContent
from svc_content.use_cases.take_article_step import ArticleStepCommand, ArticleStepTaken, TakeArticleStep


@dataclass(frozen=True)
class EditArticle:
    articles: Articles
    compose: ComposeContent
    take_step: TakeArticleStep

    async def __call__(self, request: ArticleStepCommand, text: ArticleText) -> Outcome[ArticleStepTaken]:
        """``request.action`` is settled here. Raises ``Invalid`` and what every step raises."""
        article = await self.articles.load(request.article_id, request.editor.scope)
        if article is None:
            raise NotFound("Không tìm thấy tin bài này.")
        if entry := request.command.find_in(article.timeline):
            return Outcome(ArticleStepTaken(article.id, entry), replayed=True)
        known = [file_id for revision in article.revisions for file_id in revision.content.files]
        content = await self.compose(text, request.editor.id, known)

        def edit(before: Article, step: Step) -> Article:
            return before.edited(step, content)

        return await self.take_step(replace(request, action=article.edit_action), edit)
