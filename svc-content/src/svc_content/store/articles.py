"""Articles: one document each, one write a step, the event that announces it in the same write."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import BEGINNING
from shared.errors import DuplicateValue
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import Database, Document, DuplicateKey, aggregate, insert
from shared.outbox import ROOM_LEFT, change, entry
from shared.versioned import update_version
from shared.wakeup import Wakeup
from svc_content.domain.article import Action, Article, Content, Entry, Plan, Revision, Shown, Source, State
from svc_content.domain.search_text import MAX_WORDS_OF_QUERY, folded_text

_UNSEEN = {"outbox": 0}
_TEXTS_SHOWN = {"shown.content.html": 0, "shown.content.plain_text": 0}
_WITHOUT_TEXTS = {"outbox": 0, "revisions.content.html": 0, "revisions.content.plain_text": 0, **_TEXTS_SHOWN}
_PUBLIC = {"unit": 1, "shown": 1}
_PUBLIC_ROW = {"outbox": 0, "revisions": 0, "timeline": 0, "files": 0, "found_by": 0, **_TEXTS_SHOWN}
"""A text has to 100,000 letters, twice: the five thousand articles of the sitemap would be a gigabyte."""
COUNTED_TO = 10_000
MOST_WORDS = 120
"""The most words by which editors find an article; an index has an entry for each."""
LONGEST_MS = 2_000


@dataclass(frozen=True)
class PublicArticle:
    """What citizens are given of an article; in lists without its text."""

    id: str
    unit: str
    shown: Shown


@dataclass(frozen=True)
class EditorRow:
    """An article in an editor's list. ``article`` has no texts, only what stands around them."""

    article: Article
    changed_at: datetime


@dataclass(frozen=True)
class ArticleCount:
    state: State
    category: str
    count: int


class Articles:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["articles"]
        self._wakeup = wakeup

    async def add(self, article: Article, events: Sequence[Event] = ()) -> None:
        """Raises ``DuplicateValue`` when it is there."""
        document = {"_id": article.id, **_document(article), "outbox": [entry(event) for event in events]}
        try:
            await insert(self._collection, document)
        except DuplicateKey:
            raise DuplicateValue("_id", article.id) from None

    async def load(self, article_id: str, units: AbstractSet[str] | None = None) -> Article | None:
        """The article; with ``units``, only one of theirs."""
        wanted: Document = {"_id": article_id, **({"unit": {"$in": sorted(units)}} if units is not None else {})}
        found = await self._collection.find_one(wanted, _UNSEEN)
        return _article(found) if found else None

    async def save(self, article: Article, events: Sequence[Event]) -> None:
        """Write the step that made ``article`` out of the version before. Raises ``VersionConflict``."""
        before = {"_id": article.id, "version": article.version - 1, **(ROOM_LEFT if events else {})}
        document = _document(article)
        del document["version"]
        await update_version(self._collection, before, change({"$set": document}, events))
        self._wakeup.set()

    async def for_editors(
        self,
        units: AbstractSet[str] | None,
        state: State | None,
        after: tuple[datetime, str] | None,
        limit: int,
        words: str = "",
    ) -> list[EditorRow]:
        """The latest change first, past ``after`` (changed_at, id); of all units with ``None``. With ``words``, those
        that have all of them.
        """
        wanted: Document = {"state": state.value} if state else {}
        if units is not None:
            wanted["unit"] = {"$in": sorted(units)}
        index = None
        if words:
            # The longest words are the rarest, and the index serves the first.
            searched = sorted(_words_of([words])[:MAX_WORDS_OF_QUERY], key=len, reverse=True)
            if not searched:
                return []
            wanted["found_by"] = {"$all": searched}
            index = "ix_found" if units is None else "ix_found_of_unit"
        found = (
            self._collection.find({**wanted, **after_key("changed_at", after)}, _WITHOUT_TEXTS, hint=index)
            .sort({"changed_at": -1, "_id": -1})
            .limit(limit)
            .max_time_ms(LONGEST_MS)
        )
        return [EditorRow(_article(document), document["changed_at"]) for document in await found.to_list(limit)]

    async def public(self, article_id: str, now: datetime) -> PublicArticle | None:
        found = await self._collection.find_one({"_id": article_id, **_readable(now)}, _PUBLIC)
        return _public(found) if found else None

    async def news(
        self,
        category: str | None,
        now: datetime,
        after: tuple[datetime, str] | None,
        limit: int,
        but: Sequence[str] = (),
    ) -> list[PublicArticle]:
        """The newest first, past ``after`` (first_at, id), without ``but``."""
        wanted = _news(category, now)
        if but:
            wanted["_id"] = {"$nin": list(but)}
        found = (
            self._collection.find({"$and": [wanted, after_key("shown.first_at", after)]}, _PUBLIC_ROW)
            .sort({"shown.first_at": -1, "_id": -1})
            .limit(limit)
        )
        return [_public(document) for document in await found.to_list(limit)]

    async def count_news(self, category: str | None, now: datetime) -> int:
        """How many news there are, counted to ``COUNTED_TO``."""
        return await self._collection.count_documents(_news(category, now), limit=COUNTED_TO)

    async def pinned(self, now: datetime, limit: int) -> list[PublicArticle]:
        """Warnings first, then the newest."""
        wanted = {**_readable(now), "shown.pinned_until": {"$gt": now}}
        found = self._collection.find(wanted, _PUBLIC_ROW, hint="ix_pinned").limit(100)
        articles = [_public(document) for document in await found.to_list(100)]
        return sorted(articles, key=lambda one: (not one.shown.content.warning, -one.shown.first_at.timestamp()))[
            :limit
        ]

    async def related(self, article: PublicArticle, now: datetime, limit: int) -> list[PublicArticle]:
        """Others with one of its tags, or else of its category, the newest first."""
        others: Document = {**_readable(now), "_id": {"$ne": article.id}}
        tags = list(article.shown.content.tags)
        found: list[PublicArticle] = []
        if tags:
            cursor = self._collection.find({**others, "shown.content.tags": {"$in": tags}}, _PUBLIC_ROW)
            found = [_public(one) for one in await cursor.sort("shown.first_at", -1).limit(limit).to_list(limit)]
        if len(found) < limit:
            known = [article.id, *(one.id for one in found)]
            wanted = _news(article.shown.content.category, now) | {"_id": {"$nin": known}}
            more = self._collection.find(wanted, _PUBLIC_ROW).sort("shown.first_at", -1).limit(limit - len(found))
            found += [_public(one) for one in await more.to_list(limit)]
        return found

    async def to_release(self, now: datetime, limit: int) -> list[Article]:
        due = {"plan.publish_at": {"$gt": BEGINNING, "$lte": now}}
        found = self._collection.find(due, _UNSEEN, hint="ix_to_release").sort("plan.publish_at", 1).limit(limit)
        return [_article(document) for document in await found.to_list(limit)]

    async def to_expire(self, now: datetime, limit: int) -> list[Article]:
        due = {"shown.expires_at": {"$gt": BEGINNING, "$lte": now}}
        found = self._collection.find(due, _UNSEEN, hint="ix_to_expire").sort("shown.expires_at", 1).limit(limit)
        return [_article(document) for document in await found.to_list(limit)]

    async def attached(self, file_ids: Sequence[str]) -> set[str]:
        """Those of ``file_ids`` that a text of an article names, shown or not."""
        wanted = {"files": {"$in": list(file_ids)}}
        found = self._collection.find(wanted, {"files": 1}, hint="ix_files")
        return {file_id async for document in found for file_id in document["files"]} & {*file_ids}

    async def names(self, file_id: str, units: AbstractSet[str]) -> bool:
        """Whether a text of these units names this file, shown or not."""
        wanted = {"files": file_id, "unit": {"$in": sorted(units)}}
        return await self._collection.find_one(wanted, {"_id": 1}, hint="ix_files") is not None

    async def shows(self, file_id: str, now: datetime) -> bool:
        """Whether citizens can read a text that names this file."""
        wanted = {"shown.files": file_id, **_readable(now)}
        return await self._collection.find_one(wanted, {"_id": 1}) is not None

    async def every_public(self, now: datetime) -> list[str]:
        """The ids of all that citizens can read."""
        found = await self._collection.find(_news(None, now), {"_id": 1}, hint="ix_news").to_list(None)
        return [document["_id"] for document in found]

    async def counts(self, units: AbstractSet[str] | None) -> list[ArticleCount]:
        """How many there are by state and category of the working text; of all units with ``None``."""
        groups = await aggregate(
            self._collection,
            [
                {"$match": {"unit": {"$in": sorted(units)}} if units is not None else {}},
                {"$group": {"_id": {"state": "$state", "category": "$category"}, "count": {"$sum": 1}}},
            ],
            longest_ms=5_000,
        )
        return [
            ArticleCount(State(group["_id"]["state"]), group["_id"]["category"], group["count"]) for group in groups
        ]


def _readable(now: datetime) -> Document:
    return {
        "shown.first_at": {"$gt": BEGINNING},
        "$or": [{"shown.expires_at": None}, {"shown.expires_at": {"$gt": now}}],
    }


def _news(category: str | None, now: datetime) -> Document:
    return {**_readable(now), **({"shown.content.category": category} if category else {})}


def _document(article: Article) -> Document:
    """The article as its document, without ``_id`` and outbox."""
    shown = article.shown
    named = {file_id for revision in article.revisions for file_id in revision.content.files}
    named |= set(shown.content.files) if shown else set()
    return {
        "version": article.version,
        "unit": article.unit,
        "state": article.state.value,
        "category": article.content.category,
        "changed_at": article.timeline[-1].at,
        "revisions": [{**vars(one), "content": _content_document(one.content)} for one in article.revisions],
        "writers": sorted(article.writers),
        "timeline": [
            {**vars(step), "action": step.action.value, "state": step.state.value} for step in article.timeline
        ],
        "plan": vars(article.plan) if article.plan else None,
        "shown": (
            {**vars(shown), "content": _content_document(shown.content), "files": [*shown.content.files]}
            if shown
            else None
        ),
        "files": sorted(named),
        "found_by": _words_of(
            (article.content.title, article.content.summary, *article.content.tags, article.content.author)
        )[:MOST_WORDS],
    }


def _words_of(texts: Iterable[str]) -> list[str]:
    """The folded words of ``texts``, each once, in order."""
    return list(dict.fromkeys(folded_text(" ".join(texts)).split()))


def _content_document(content: Content) -> Document:
    return {
        **vars(content),
        "tags": [*content.tags],
        "attachments": [*content.attachments],
        "source": vars(content.source) if content.source else None,
    }


def _article(document: Document) -> Article:
    return Article(
        id=document["_id"],
        version=document["version"],
        unit=document["unit"],
        state=State(document["state"]),
        revisions=tuple(Revision(**{**one, "content": _content(one["content"])}) for one in document["revisions"]),
        writers=frozenset(document["writers"]),
        timeline=tuple(
            Entry(**{**step, "action": Action(step["action"]), "state": State(step["state"])})
            for step in document["timeline"]
        ),
        plan=Plan(**document["plan"]) if document["plan"] else None,
        shown=_shown(document["shown"]) if document["shown"] else None,
    )


def _public(document: Document) -> PublicArticle:
    return PublicArticle(document["_id"], document["unit"], _shown(document["shown"]))


def _shown(document: Mapping[str, Any]) -> Shown:
    return Shown(
        content=_content(document["content"]),
        revision=document["revision"],
        first_at=document["first_at"],
        published_at=document["published_at"],
        expires_at=document["expires_at"],
        pinned_until=document["pinned_until"],
    )


def _content(document: Mapping[str, Any]) -> Content:
    return Content(
        **{
            "html": "",
            "plain_text": "",
            **document,
            "tags": tuple(document["tags"]),
            "attachments": tuple(document["attachments"]),
            "source": Source(**document["source"]) if document["source"] else None,
        }
    )
