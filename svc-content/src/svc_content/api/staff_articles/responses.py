"""Articles as editors see them: with what they may do next, and how."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.command import Outcome
from shared.etag import etag
from shared.idempotency import replay
from shared.offers import Offer
from shared.web import Timestamp, typed_response
from svc_content.api.articles.responses import SourceView, media_url
from svc_content.api.labels import REMOVED, Names
from svc_content.api.offers import ACTION_LABELS, article_offers
from svc_content.domain.article import Action, Article, Content, Entry, State
from svc_content.domain.difference import Change, Difference
from svc_content.domain.editor import Editor
from svc_content.rich_text.removals import Removed, removals
from svc_content.rich_text.sanitiser import sanitised
from svc_content.store.articles import EditorRow
from svc_content.use_cases.refusals import STATE_LABELS
from svc_content.use_cases.take_article_step import ArticleStepTaken


class StaffArticleRow(BaseModel):
    id: str
    version: int = Field(description="Để gửi lại trong If-Match")
    unit: str
    unit_name: str
    state: State
    state_label: str
    category: str
    category_label: str
    title: str
    warning: bool
    shown: bool = Field(description="Người dân đang đọc được")
    publish_at: Timestamp | None = Field(description="Giờ hẹn xuất bản")
    expires_at: Timestamp | None
    pinned_until: Timestamp | None
    changed_at: Timestamp
    changed_by: str
    changed_by_name: str
    reads: int
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, article: Article, names: Names, editor: Editor, reads: int, now: datetime) -> "StaffArticleRow":
        shown, plan = article.shown, article.plan
        last = article.timeline[-1]
        return cls(
            id=article.id,
            version=article.version,
            unit=article.unit,
            unit_name=names.unit(article.unit),
            state=article.state,
            state_label=STATE_LABELS[article.state],
            category=article.content.category,
            category_label=names.category(article.content.category),
            title=article.content.title,
            warning=article.content.warning,
            shown=shown is not None,
            publish_at=plan.publish_at if plan else None,
            expires_at=plan.expires_at if plan else shown.expires_at if shown else None,
            pinned_until=plan.pinned_until if plan else shown.pinned_until if shown else None,
            changed_at=last.at,
            changed_by=last.by,
            changed_by_name=last.by_name,
            reads=reads,
            allowed_actions=article_offers(article, editor, now),
        )


class StaffArticlePage(BaseModel):
    items: list[StaffArticleRow]
    next: str | None


class ContentView(BaseModel):
    category: str
    category_label: str
    title: str
    summary: str
    html: str
    plain_text: str
    author: str
    tags: list[str]
    cover: str | None
    cover_url: str | None
    cover_text: str
    attachments: list[str]
    source: SourceView | None
    warning: bool

    @classmethod
    def of(cls, content: Content, names: Names) -> "ContentView":
        return cls(
            category=content.category,
            category_label=names.category(content.category),
            title=content.title,
            summary=content.summary,
            html=content.html,
            plain_text=content.plain_text,
            author=content.author,
            tags=[*content.tags],
            cover=content.cover,
            cover_url=media_url(content.cover) if content.cover else None,
            cover_text=content.cover_text,
            attachments=[*content.attachments],
            source=SourceView(**vars(content.source)) if content.source else None,
            warning=content.warning,
        )


class TakenStepView(BaseModel):
    version: int
    action: Action
    action_label: str
    state: State
    state_label: str
    revision: int
    by: str
    by_name: str
    at: Timestamp
    reason: str | None

    @classmethod
    def of(cls, entry: Entry) -> "TakenStepView":
        return cls(
            version=entry.version,
            action=entry.action,
            action_label=ACTION_LABELS[entry.action],
            state=entry.state,
            state_label=STATE_LABELS[entry.state],
            revision=entry.revision,
            by=entry.by,
            by_name=entry.by_name,
            at=entry.at,
            reason=entry.reason,
        )


class RevisionRow(BaseModel):
    revision: int
    title: str
    by: str
    by_name: str
    at: Timestamp


class StaffArticleDetail(StaffArticleRow):
    content: ContentView
    writers: list[str]
    writer_names: list[str]
    timeline: list[TakenStepView]
    revisions: list[RevisionRow] = Field(description="Các bản còn so sánh được")

    @classmethod
    def whole(cls, article: Article, names: Names, editor: Editor, reads: int, now: datetime) -> "StaffArticleDetail":
        row = StaffArticleRow.of(article, names, editor, reads, now)
        return cls(
            **dict(row),
            content=ContentView.of(article.content, names),
            writers=sorted(article.writers),
            writer_names=sorted({e.by_name for e in article.timeline if e.by in article.writers and e.by_name}),
            timeline=[TakenStepView.of(entry) for entry in article.timeline],
            revisions=[
                RevisionRow(revision=one.number, title=one.content.title, by=one.by, by_name=one.by_name, at=one.at)
                for one in article.revisions
            ],
        )


class PieceView(BaseModel):
    change: Change
    text: str


class DifferenceView(BaseModel):
    """So sánh hai bản: các mục khác nhau, và phần chữ theo từng đoạn giữ nguyên, thêm hoặc bớt."""

    before: int
    after: int
    members: list[str]
    text: list[PieceView]

    @classmethod
    def of(cls, before: int, after: int, difference: Difference) -> "DifferenceView":
        pieces = [PieceView(change=piece.change, text=piece.text) for piece in difference.text]
        return cls(before=before, after=after, members=[*difference.members], text=pieces)


class ArticleReceipt(TakenStepView):
    """Bước vừa thực hiện, kể cả khi được gửi lại về sau."""

    id: str

    @classmethod
    def of_step(cls, taken: ArticleStepTaken) -> "ArticleReceipt":
        return cls(id=taken.article_id, **dict(TakenStepView.of(taken.entry)))


class RemovalView(BaseModel):
    """Một thứ bị bỏ khỏi nội dung gửi lên."""

    kind: Removed
    kind_label: str
    detail: str = Field(description="Thẻ, và địa chỉ hoặc thuộc tính bị bỏ")


class TextReceipt(ArticleReceipt):
    """Bước vừa thực hiện, nội dung được giữ và những gì bị bỏ khỏi nội dung gửi lên."""

    html: str
    removed: list[RemovalView] = Field(description="Những thứ bị bỏ, mỗi thứ một lần, nhiều nhất 20")

    @classmethod
    def of_text(cls, taken: ArticleStepTaken, html: str) -> "TextReceipt":
        """``html``: as it was sent, which also says after a repeat what became of it."""
        removed = [
            RemovalView(kind=one.kind, kind_label=REMOVED[one.kind], detail=one.detail) for one in removals(html)
        ]
        return cls(**dict(ArticleReceipt.of_step(taken)), html=sanitised(html), removed=removed)


def receipt(outcome: Outcome[ArticleStepTaken]) -> Response:
    return typed_response(ArticleReceipt.of_step(outcome.value), 200, _headers(outcome))


def text_receipt(outcome: Outcome[ArticleStepTaken], html: str, status: int = 200) -> Response:
    return typed_response(TextReceipt.of_text(outcome.value, html), status, _headers(outcome))


def _headers(outcome: Outcome[ArticleStepTaken]) -> dict[str, str]:
    return {"ETag": etag(outcome.value.entry.version), **replay(outcome.replayed)}


def rows(
    found: list[EditorRow], names: Names, editor: Editor, reads: Mapping[str, int], now: datetime
) -> list[StaffArticleRow]:
    return [StaffArticleRow.of(one.article, names, editor, reads.get(one.article.id, 0), now) for one in found]
