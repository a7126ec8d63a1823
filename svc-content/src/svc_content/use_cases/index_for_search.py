"""Keeps what can be found: our own articles and guides as they stand, others' procedures and questions as told."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.metrics import counter
from svc_content.catalogue.entry_kinds import Faq, Guide
from svc_content.domain.entry import Entry
from svc_content.domain.search_ranking import Subject
from svc_content.store.articles import Articles
from svc_content.store.entries import Entries
from svc_content.store.search_documents import SearchDocument, SearchDocuments

EXCERPT = 240

_kept = counter(
    "content_search_documents_total",
    "Things told of to the search, by subject and outcome",
    subject=Subject,
    outcome=("kept", "known", "removed"),
)


@dataclass(frozen=True)
class IndexForSearch:
    documents: SearchDocuments
    articles: Articles
    entries: Entries
    clock: Clock

    async def article(self, article_id: str, version: int) -> None:
        """Index the article as citizens can read it now, or remove it. ``version`` is the one that the event was of."""
        article = await self.articles.load(article_id)
        shown = article.shown if article else None
        now = self.clock.now()
        newest = max(version, article.version if article else 0)
        if shown is None or not shown.readable(now):
            await self._remove(Subject.ARTICLE, article_id, newest)
            return
        content = shown.content
        text = f"{content.summary}\n{content.plain_text}\n{' '.join(content.tags)}"
        await self._keep(Subject.ARTICLE, article_id, newest, content.title, text, content.summary, shown.first_at)

    async def entry(self, entry_id: str, version: int) -> None:
        """A guide or a question of the FAQ."""
        kind, _, key = entry_id.partition(":")
        entry = await self.entries.load(kind, key)
        subject = Subject.GUIDE if kind == "guides" else Subject.QUESTION
        subject_id = key if kind == "guides" else entry_id
        if entry is None or not entry.active:
            await self._remove(subject, subject_id, max(version, entry.version if entry else 0))
            return
        title, text, excerpt = _texts(entry)
        await self._keep(subject, subject_id, entry.version, title, text, excerpt, entry.changed_at)

    async def procedure(
        self, code: str, number: int, version: int, name: str, keywords: list[str], holds_from: str, at: datetime
    ) -> None:
        text = f"{code} {' '.join(keywords)}"
        await self._keep(Subject.PROCEDURE, code, version, name, text, f"Thủ tục {code}", at, number, holds_from)

    async def no_procedure(self, code: str, number: int, version: int) -> None:
        await self._remove(Subject.PROCEDURE, code, version, number)

    async def question(
        self, question_id: str, version: int, title: str, question: str, answer: str, at: datetime
    ) -> None:
        await self._keep(Subject.QUESTION, question_id, version, title, f"{question}\n{answer}", answer, at)

    async def no_question(self, question_id: str, version: int) -> None:
        await self._remove(Subject.QUESTION, question_id, version)

    async def _keep(
        self,
        subject: Subject,
        subject_id: str,
        version: int,
        title: str,
        text: str,
        excerpt: str,
        at: datetime,
        number: int = 0,
        holds_from: str = "",
    ) -> None:
        document = SearchDocument(
            subject,
            subject_id,
            version,
            title,
            text[:20_000],
            _shortened(excerpt),
            at,
            self.clock.now(),
            number,
            holds_from,
        )
        news = await self.documents.keep(document)
        _kept.labels(subject, "kept" if news else "known").inc()

    async def _remove(self, subject: Subject, subject_id: str, version: int, number: int = 0) -> None:
        now = self.clock.now()
        gone = SearchDocument(subject, subject_id, version, "", "", "", now, now, number, removed=True)
        news = await self.documents.keep(gone)
        _kept.labels(subject, "removed" if news else "known").inc()


def _texts(entry: Entry) -> tuple[str, str, str]:
    """Title, text and excerpt."""
    if entry.kind == "guides":
        guide = Guide.model_validate(entry.content)
        return guide.title, f"{guide.summary}\n{guide.plain_text}\n{guide.procedure_code or ''}", guide.summary
    faq = Faq.model_validate(entry.content)
    return faq.question, faq.answer, faq.answer


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + " …"
