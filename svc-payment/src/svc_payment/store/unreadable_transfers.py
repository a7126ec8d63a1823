"""Transfers of a bank's notices that could not be taken in, one document each. None is removed: a notice may come
again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from shared.crypto import FieldCipher
from shared.mongo import ASCENDING, Database, Document, IndexModel, insert_each
from shared.versioned import update_version
from svc_payment.domain.unreadable_transfer import UnreadableTransfer
from svc_payment.store.documents import SealedDocumentOf
from svc_payment.store.open_documents import INDEX, OpenSummary, open_documents, open_summary

INDEXES: Sequence[IndexModel] = (
    INDEX,
    IndexModel([("number", ASCENDING)], name="ix_number", partialFilterExpression={"open": True}),
)
_UNSEEN = {"open": 0}


class UnreadableTransfers:
    def __init__(self, database: Database, cipher: FieldCipher) -> None:
        self._collection = database["unreadable_transfers"]
        self._of = SealedDocumentOf(UnreadableTransfer, "raw", cipher)

    async def keep_missing(self, wanted: Sequence[UnreadableTransfer]) -> None:
        """Those that are not known yet."""
        if wanted:
            await insert_each(self._collection, [self._document(one) for one in wanted])

    async def find(self, transfer_id: str) -> UnreadableTransfer | None:
        found = await self._collection.find_one({"_id": transfer_id}, _UNSEEN)
        return self._of.read(found) if found else None

    async def of_numbers(self, numbers: Collection[str]) -> list[UnreadableTransfer]:
        """The open ones that the bank calls so."""
        wanted = {"open": True, "number": {"$in": sorted(numbers)}}
        found = self._collection.find(wanted, _UNSEEN, hint="ix_number")
        return [self._of.read(document) for document in await found.to_list(None)]

    async def save(self, wanted: UnreadableTransfer) -> None:
        """Write what made ``wanted`` out of the version before. Raises ``VersionConflict``."""
        members = self._document(wanted)
        before = {"_id": members.pop("_id"), "version": wanted.version - 1}
        await update_version(self._collection, before, {"$set": members})

    async def open(self, after: tuple[datetime, str] | None, limit: int) -> list[UnreadableTransfer]:
        """The oldest first, past ``after`` (received_at, id)."""
        return [self._of.read(document) for document in await open_documents(self._collection, _UNSEEN, after, limit)]

    async def summary(self) -> OpenSummary:
        return await open_summary(self._collection)

    def _document(self, wanted: UnreadableTransfer) -> Document:
        return {**self._of.write(wanted), "open": wanted.closed_at is None}
