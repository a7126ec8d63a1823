"""One step of an article: against the version the editor saw, once however often it is sent, with what it announces."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, Forbidden, NotFound, OutdatedVersion
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.refusals import about, by_reason, explained
from svc_content.domain.article import (
    MAX_TIMELINE,
    Action,
    Actor,
    Article,
    ArticleRefused,
    Entry,
    Refusal,
    State,
    Step,
    event_of,
)
from svc_content.store.articles import Articles
from svc_content.use_cases.article_events import ArticleEvents

PROVINCE = "province"

Change = Callable[[Article, Step], Article]

STATE_LABELS: Mapping[State, str] = {
    State.DRAFT: "Bản thảo",
    State.REVIEW: "Chờ duyệt",
    State.APPROVED: "Đã duyệt",
    State.PUBLISHED: "Đã xuất bản",
    State.WITHDRAWN: "Đã gỡ",
    State.DISCARDED: "Đã bỏ",
}

REFUSALS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.ILLEGAL_STEP: ("Thao tác không phù hợp", "Tin bài đang ở trạng thái “{state}”, không làm được việc này."),
    Refusal.WROTE_IT: ("Cần người khác", "Người đã viết hoặc sửa tin bài này không tự duyệt, tự xuất bản được."),
    Refusal.TIMELINE_FULL: (
        "Tin bài có quá nhiều lượt xử lý",
        f"Tin bài đã có {MAX_TIMELINE} lượt xử lý, chỉ còn có thể gỡ hoặc bỏ. Hãy viết tin bài mới.",
    ),
    Refusal.PUBLISH_IN_THE_PAST: ("Thời điểm đã qua", "Thời điểm hẹn xuất bản phải ở sau lúc này."),
    Refusal.PUBLISH_TOO_FAR: ("Hẹn quá xa", "Chỉ hẹn xuất bản trong vòng một năm tới."),
    Refusal.EXPIRES_TOO_SOON: ("Hết hạn quá sớm", "Thời điểm hết hạn phải sau thời điểm xuất bản."),
    Refusal.PINNED_PAST_EXPIRY: ("Ghim quá lâu", "Không ghim tin bài lâu hơn thời hạn của nó."),
    Refusal.NOTHING_CHANGED: ("Không có gì thay đổi", "Nội dung gửi lên giống hệt nội dung đang có."),
}


def _conflict(refused: ArticleRefused) -> Conflict:
    title, detail = REFUSALS[refused.reason]
    state = STATE_LABELS[refused.state] if refused.state else ""
    return Conflict(f"article-{refused.reason.replace('_', '-')}", title, detail.format(state=state))


ARTICLE_ERRORS = by_reason(
    ArticleRefused,
    {
        Refusal.NOT_BY_THIS_ROLE: lambda _: Forbidden("Vai trò của Ông/Bà không làm được việc này với tin bài."),
        **dict.fromkeys(REFUSALS, _conflict),
    },
)


@dataclass(frozen=True)
class Editor:
    """Who edits, and in which units they are what; a role of the province holds in every unit."""

    id: str
    units: Mapping[Actor, AbstractSet[str]]
    name: str = ""

    @property
    def scope(self) -> frozenset[str] | None:
        """The units whose articles they see; ``None`` for all."""
        every = frozenset[str]().union(*self.units.values())
        return None if PROVINCE in every else every

    def roles_in(self, unit: str) -> frozenset[Actor]:
        return frozenset(actor for actor, units in self.units.items() if units & {unit, PROVINCE})


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


_steps = counter("content_article_steps_total", "Steps of articles", action=Action)


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
            with about(article), explained(ARTICLE_ERRORS):
                if request.seen != article.version:
                    raise OutdatedVersion(current_version=article.version)
                after = change(article, step)
            await self.articles.save(after, self.events(after, event_of(article, step.action), step))
            _steps.labels(step.action).inc()
            return Outcome(ArticleStepTaken(after.id, after.timeline[-1]))

        return await retry_on_conflict(attempt)
