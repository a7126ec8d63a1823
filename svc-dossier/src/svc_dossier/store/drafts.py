"""Drafts: what a citizen has begun and not submitted. The form is sealed whole, for nobody has checked its shape yet.

The database removes a draft ``expires_at``; until it gets to it, a query does not find it either.
"""

from collections.abc import Sequence
from datetime import datetime

import orjson

from shared.crypto import FieldCipher
from shared.errors import DuplicateValue
from shared.mongo import ASCENDING, DESCENDING, Database, Document, DuplicateKey, IndexModel, insert
from svc_dossier.domain.draft import MAX_DRAFTS, Draft, DraftContent, DraftPaper
from svc_dossier.domain.procedure import CopyKind

INDEXES: Sequence[IndexModel] = (
    IndexModel([("citizen_id", ASCENDING), ("changed_at", DESCENDING)], name="ix_own"),
    # As many requests at once as there may be cannot begin more drafts than there are places.
    IndexModel(
        [("citizen_id", ASCENDING), ("place", ASCENDING)],
        name="ux_place",
        unique=True,
        partialFilterExpression={"place": {"$type": "int"}},
    ),
    IndexModel([("expires_at", ASCENDING)], name="ttl_expires", expireAfterSeconds=0),
)


class Drafts:
    def __init__(self, database: Database, cipher: FieldCipher) -> None:
        self._collection = database["drafts"]
        self._cipher = cipher

    async def add(self, draft: Draft) -> bool:
        """Whether it is new: the same request may have come before. Raises ``DuplicateValue`` where another has taken
        its place.
        """
        try:
            await insert(self._collection, self._document(draft))
        except DuplicateKey as error:
            if "place" in (error.details or {}).get("keyValue", {}):
                raise DuplicateValue("place", str(draft.place)) from None
            return False
        return True

    async def places(self, citizen_id: str, now: datetime) -> list[int | None]:
        """The place of every draft; those that are over leave theirs."""
        await self._collection.delete_many({"citizen_id": citizen_id, "expires_at": {"$lte": now}})
        found = self._collection.find({"citizen_id": citizen_id}, {"place": 1}).limit(2 * MAX_DRAFTS)
        return [document.get("place") for document in await found.to_list(2 * MAX_DRAFTS)]

    async def replace(self, draft: Draft) -> bool:
        """Whether it was still at the version before."""
        before = {"_id": draft.id, "citizen_id": draft.citizen_id, "version": draft.version - 1}
        return (await self._collection.replace_one(before, self._document(draft))).matched_count == 1

    async def find(self, draft_id: str, citizen_id: str, now: datetime) -> Draft | None:
        found = await self._collection.find_one({"_id": draft_id, "citizen_id": citizen_id, "expires_at": {"$gt": now}})
        return self._draft(found) if found else None

    async def own(self, citizen_id: str, now: datetime, limit: int) -> list[Draft]:
        """The last changed first."""
        wanted = {"citizen_id": citizen_id, "expires_at": {"$gt": now}}
        found = self._collection.find(wanted, hint="ix_own").sort("changed_at", DESCENDING).limit(limit)
        return [self._draft(document) for document in await found.to_list(limit)]

    async def remove(self, draft_id: str, citizen_id: str) -> bool:
        return (await self._collection.delete_one({"_id": draft_id, "citizen_id": citizen_id})).deleted_count == 1

    def _document(self, draft: Draft) -> Document:
        members = {name: value for name, value in vars(draft).items() if name not in ("id", "content")}
        form = self._cipher.encrypt(orjson.dumps(draft.content.form).decode(), draft.id)
        documents = [_paper_document(paper) for paper in draft.content.documents]
        return {"_id": draft.id, **members, "agency_id": draft.content.agency_id, "form": form, "documents": documents}

    def _draft(self, document: Document) -> Draft:
        members = {
            name: value for name, value in document.items() if name not in ("_id", "agency_id", "form", "documents")
        }
        form = orjson.loads(self._cipher.decrypt(document["form"], document["_id"]))
        documents = tuple(_paper(paper) for paper in document["documents"])
        return Draft(id=document["_id"], content=DraftContent(document["agency_id"], form, documents), **members)


def _paper_document(paper: DraftPaper) -> Document:
    return {
        "code": paper.code,
        "file_ids": list(paper.file_ids),
        "copy_kind": paper.copy_kind.value if paper.copy_kind else None,
    }


def _paper(document: Document) -> DraftPaper:
    kind = document.get("copy_kind")
    return DraftPaper(document["code"], tuple(document["file_ids"]), CopyKind(kind) if kind else None)
