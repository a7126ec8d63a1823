"""What can be found, kept by events: of each thing only what is newer than what is there, however it arrives."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from shared.mongo import Database, Document, DuplicateKey
from svc_content.domain.search_ranking import Subject


@dataclass(frozen=True)
class SearchDocument:
    """``number`` tells versions of one thing apart (of a procedure), of which the highest that ``holds_from`` (a local
    day) has come counts. ``version`` orders what is told of it. One that is ``removed`` is kept: an older telling that
    comes late must not bring it back.
    """

    subject: Subject
    subject_id: str
    version: int
    title: str
    text: str
    excerpt: str
    at: datetime
    changed_at: datetime
    number: int = 0
    holds_from: str = ""
    removed: bool = False

    @property
    def id(self) -> str:
        return f"{self.subject}:{self.subject_id}:{self.number}"


class SearchDocuments:
    def __init__(self, database: Database) -> None:
        self._collection = database["search_documents"]

    async def keep(self, one: SearchDocument) -> bool:
        """Returns whether ``one`` was newer than what is stored."""
        document = {**vars(one), "subject": one.subject.value}
        try:
            written = await self._collection.replace_one(
                {"_id": one.id, "version": {"$lt": one.version}}, document, upsert=True
            )
        except DuplicateKey:  # what is kept is as new, or newer
            return False
        return bool(written.modified_count or written.upserted_id)

    async def holds(self, subject: Subject, subject_id: str) -> bool:
        """Whether any version of it can be found."""
        name = f"{subject}:{subject_id}"
        found = await self._collection.find_one({"_id": {"$gt": f"{name}:", "$lt": f"{name};"}, "removed": False})
        return found is not None

    async def changed_since(self, moment: datetime) -> AsyncIterator[SearchDocument]:
        cursor = self._collection.find({"changed_at": {"$gte": moment}}, hint="ix_changed").sort("changed_at", 1)
        async for document in cursor:
            yield _document(document)

    async def remove_before(self, moment: datetime, now: datetime) -> int:
        """Marks as removed what was not told of since ``moment``. How many."""
        return await self._remove(_unchanged_since(moment), now)

    async def remove_own_before(self, moment: datetime, now: datetime) -> int:
        """The same for articles, guides and questions of the FAQ, which this service keeps itself."""
        return await self._remove(
            {**_unchanged_since(moment), "_id": {"$regex": "^(article|guide|question:faq):"}}, now
        )

    async def count_before(self, moment: datetime) -> int:
        """How many can be found and were not told of since ``moment``."""
        return await self._collection.count_documents(_unchanged_since(moment))

    async def _remove(self, wanted: Document, now: datetime) -> int:
        outcome = await self._collection.update_many(wanted, {"$set": {"removed": True, "changed_at": now}})
        return outcome.modified_count

    async def forget_versions(self) -> None:
        """Makes the next event about each document count as newer, whatever its version."""
        await self._collection.update_many({}, {"$set": {"version": -1}})

    async def count(self) -> int:
        return await self._collection.count_documents({"removed": False})


def _unchanged_since(moment: datetime) -> Document:
    return {"changed_at": {"$lt": moment}, "removed": False}


def _document(document: Document) -> SearchDocument:
    members = {name: value for name, value in document.items() if name != "_id"}
    return SearchDocument(**{**members, "subject": Subject(document["subject"])})
