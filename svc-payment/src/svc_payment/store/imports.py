"""Files of dues: their previews and how far they are."""

from collections.abc import Sequence
from datetime import datetime

from shared.keyset import after_key
from shared.mongo import ASCENDING, DESCENDING, Database, Document, DuplicateKey, IndexModel, ReturnDocument, insert
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.store.documents import DocumentOf

INDEXES: Sequence[IndexModel] = (
    IndexModel([("school_id", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="ix_latest"),
    IndexModel(
        [("changed_at", ASCENDING)],
        name="ix_confirmed",
        partialFilterExpression={"state": ImportState.CONFIRMED.value},
    ),
)


class Imports:
    def __init__(self, database: Database) -> None:
        self._collection = database["imports"]
        self._of = DocumentOf(BillImport)

    async def insert(self, wanted: BillImport) -> BillImport:
        """``wanted``, or the one that the same command has made before."""
        try:
            await insert(self._collection, self._of.write(wanted))
            return wanted
        except DuplicateKey:
            return await self.find(wanted.id, wanted.school_id) or wanted

    async def find(self, import_id: str, school_id: str) -> BillImport | None:
        found = await self._collection.find_one({"_id": import_id, "school_id": school_id})
        return self._of.read(found) if found else None

    async def of_school(self, school_id: str, after: tuple[datetime, str] | None, limit: int) -> list[BillImport]:
        """The latest first, past ``after`` (at, id)."""
        wanted: Document = {"school_id": school_id}
        wanted |= after_key("at", after)
        order = [("at", DESCENDING), ("_id", DESCENDING)]
        found = self._collection.find(wanted, hint="ix_latest").sort(order).limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]

    async def confirmed(self, limit: int) -> list[BillImport]:
        wanted = {"state": ImportState.CONFIRMED.value}
        found = self._collection.find(wanted, hint="ix_confirmed").sort("changed_at", ASCENDING).limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]

    async def move(
        self, import_id: str, source: ImportState, target: ImportState, at: datetime, **members: object
    ) -> BillImport | None:
        """The import in its new state; ``None`` when it was not in ``source``."""
        found = await self._collection.find_one_and_update(
            {"_id": import_id, "state": source.value},
            {"$set": {"state": target.value, "changed_at": at, **members}},
            return_document=ReturnDocument.AFTER,
        )
        return self._of.read(found) if found else None

    async def issue(self, import_id: str, at: datetime) -> None:
        """All its bills can be seen, from this write on; a repeat changes nothing."""
        await self._collection.update_one({"_id": import_id, "issued_at": None}, {"$set": {"issued_at": at}})

    async def progressed(self, import_id: str, done: int, new: int) -> None:
        await self._collection.update_one({"_id": import_id}, {"$set": {"done": done, "new": new}})
