"""One step of an article: against the version the editor saw, once however often it is sent, with what it announces."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import NotFound, OutdatedVersion
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_content.domain.article import ROWS, Action, Actor, Article, Entry, Step, event_of
from svc_content.domain.editor import Editor
from svc_content.store.articles import Articles
from svc_content.use_cases.article_events import ArticleEvents
from svc_content.use_cases.refusals import REFUSALS

Change = Callable[[Article, Step], Article]


@dataclass(frozen=True)
class ArticleStepCommand:
    """``seen``: the version of the article that the editor had before them."""

    article_id: str
    action: Action
    editor: Editor
    command: Command
    seen: int
    reason: str | None = None


@dataclass(frozen=True)
class ArticleStepTaken:
    """``entry`` holds what the step was, whatever has happened to the article since."""

    article_id: str
    entry: Entry


steps_taken = counter(
    "content_article_steps_total",
    "Steps of articles that people took",
    action=(row.action for row in ROWS if Actor.SYSTEM not in row.by),
)


@dataclass(frozen=True)
class TakeArticleStep:
    articles: Articles
    events: ArticleEvents
    clock: Clock

    async def __call__(self, request: ArticleStepCommand, change: Change = Article.moved) -> Outcome[ArticleStepTaken]:
        """Raises ``NotFound``, ``Conflict``, ``Forbidden``, ``OutdatedVersion`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[ArticleStepTaken]:
            article = await self.articles.load(request.article_id, request.editor.scope)
            if article is None:
                raise NotFound("Không tìm thấy tin bài này.")
            if entry := request.command.find_in(article.timeline):
                return Outcome(ArticleStepTaken(article.id, entry), replayed=True)
            step = Step(
                request.action,
                request.editor.id,
                request.editor.roles_in(article.unit),
                self.clock.now(),
                request.command.id,
                request.command.fingerprint,
                request.reason,
                request.editor.name,
            )
            with about(article), explained(REFUSALS):
                if request.seen != article.version:
                    raise OutdatedVersion(current_version=article.version)
                after = change(article, step)
            await self.articles.save(after, self.events(article, after, event_of(article, step.action), step))
            steps_taken.labels(step.action).inc()
            return Outcome(ArticleStepTaken(after.id, after.timeline[-1]))

        return await retry_on_conflict(attempt)
