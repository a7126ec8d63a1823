"""An editor writes an article: a draft that nobody else reads yet."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Forbidden
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.refusals import explained
from svc_content.catalogue.entry_kinds import Agency
from svc_content.domain.article import Action, Step, written
from svc_content.domain.editor import PROVINCE, Editor
from svc_content.store.articles import Articles
from svc_content.use_cases.compose_content import ArticleText, ComposeContent
from svc_content.use_cases.refusals import REFUSALS
from svc_content.use_cases.take_article_step import ArticleStepTaken, steps_taken


@dataclass(frozen=True)
class WriteArticle:
    articles: Articles
    compose: ComposeContent
    clock: Clock

    async def __call__(
        self, text: ArticleText, unit: str, editor: Editor, command: Command
    ) -> Outcome[ArticleStepTaken]:
        """Raises ``Invalid``, ``Forbidden``, ``KeyReused`` or ``Unavailable``."""
        article_id = derived_id("art", command.id)

        async def attempt(number: int) -> Outcome[ArticleStepTaken]:
            known = await self.articles.load(article_id, editor.scope)
            if known is not None:
                command.expect_same(known.timeline[0].fingerprint)
                return Outcome(ArticleStepTaken(known.id, known.timeline[0]), replayed=True)
            if number > 0:  # It is there, and of a unit that the editor no longer writes for.
                raise Forbidden()
            if unit != PROVINCE:
                message = "Không có cơ quan, đơn vị mang mã này."
                self.compose.arrangement.check_known("unit", unit, Agency, message)
            content = await self.compose(text, editor.id)
            step = Step(
                Action.WRITE,
                editor.id,
                editor.roles_in(unit),
                self.clock.now(),
                command.id,
                command.fingerprint,
                by_name=editor.name,
            )
            article = written(article_id, unit, step, content)
            await self.articles.add(article)
            steps_taken.labels(step.action).inc()
            return Outcome(ArticleStepTaken(article.id, article.timeline[0]))

        with explained(REFUSALS):
            return await retry_on_conflict(attempt)
