"""Money that fits no payment, one document each. None of it is ever removed: a statement may come again."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shared.crypto import FieldCipher
from shared.errors import VersionConflict
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel, insert, insert_each
from shared.versioned import update_version
from svc_payment.domain.unmatched_sum import SumState, UnmatchedSum
from svc_payment.store.documents import SealedDocumentOf
from svc_payment.store.open_documents import INDEX, OpenSummary, open_documents, open_summary

INDEXES: Sequence[IndexModel] = (
    INDEX,
    IndexModel([("next_at", ASCENDING)], name="ix_next", partialFilterExpression={"open": True}),
)
_UNSEEN = {"open": 0, "next_at": 0}


class UnmatchedSums:
    def __init__(self, database: Database, cipher: FieldCipher) -> None:
        self._collection = database["unmatched_sums"]
        self._of = SealedDocumentOf(UnmatchedSum, "content", cipher)

    async def keep(self, wanted: UnmatchedSum) -> UnmatchedSum:
        """``wanted``, or what is known of this money already."""
        try:
            await insert(self._collection, self._new(wanted))
            return wanted
        except DuplicateKey:
            await self._reopen([wanted.id])
            return await self.find(wanted.id) or wanted

    async def keep_missing(self, wanted: Sequence[UnmatchedSum]) -> None:
        """Those that are not known yet."""
        if wanted:
            known = await insert_each(self._collection, [self._new(one) for one in wanted])
            await self._reopen([one.id for one, taken in zip(wanted, known, strict=True) if taken])

    async def find(self, sum_id: str) -> UnmatchedSum | None:
        found = await self._collection.find_one({"_id": sum_id}, _UNSEEN)
        return self._of.read(found) if found else None

    async def save(self, wanted: UnmatchedSum) -> None:
        """Write what made ``wanted`` out of the version before. Raises ``VersionConflict``."""
        members = self._document(wanted)
        before = {"_id": members.pop("_id"), "version": wanted.version - 1}
        await update_version(self._collection, before, {"$set": members})

    async def open(self, after: tuple[datetime, str] | None, limit: int) -> list[UnmatchedSum]:
        """The oldest first, past ``after`` (received_at, id)."""
        return [self._of.read(document) for document in await open_documents(self._collection, _UNSEEN, after, limit)]

    async def due(self, now: datetime, limit: int) -> list[UnmatchedSum]:
        """Those to be looked at again."""
        wanted = {"open": True, "next_at": {"$lte": now}}
        found = self._collection.find(wanted, _UNSEEN, hint="ix_next").sort("next_at", ASCENDING).limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]

    async def put_off(self, sum_id: str, until: datetime) -> None:
        await self._collection.update_one({"_id": sum_id}, {"$set": {"next_at": until}})

    async def summary(self) -> OpenSummary:
        return await open_summary(self._collection)

    async def _reopen(self, reported_again: Sequence[str]) -> None:
        """Those that were dismissed wait once more."""
        if not reported_again:
            return
        wanted = {"_id": {"$in": [*reported_again]}, "state": SumState.DISMISSED}
        for document in await self._collection.find(wanted, _UNSEEN).to_list(len(reported_again)):
            with suppress(VersionConflict):  # somebody else has reopened it
                await self.save(self._of.read(document).reopened())

    def _new(self, wanted: UnmatchedSum) -> Document:
        return {**self._document(wanted), "next_at": wanted.received_at}

    def _document(self, wanted: UnmatchedSum) -> Document:
        return {**self._of.write(wanted), "open": wanted.state not in (SumState.PLACED, SumState.DISMISSED)}
