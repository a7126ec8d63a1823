"""Daily digests: one document a day, written over when the day is counted anew."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from shared.mongo import DESCENDING, Collection, Document
from svc_notify.domain.digest import Digest, UndeliverableCount
from svc_notify.domain.reasons import Reason

ROWS_KEPT = 2_000
"""Those that count the most; a document is bounded."""


class Digests:
    """``_id`` is the day, so that the latest comes first by it."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def put(self, digest: Digest) -> None:
        rows = [vars(row) for row in sorted(digest.rows, key=lambda row: -row.count)[:ROWS_KEPT]]
        kept: Document = {"made_at": digest.made_at, "rows": rows}
        await self._collection.update_one({"_id": digest.day.isoformat()}, {"$set": kept}, upsert=True)

    async def made(self, days: Sequence[date]) -> Mapping[date, datetime]:
        """When those of these days that are there were last made."""
        ids = [day.isoformat() for day in days]
        found = await self._collection.find({"_id": {"$in": ids}}, {"made_at": 1}).to_list(len(ids))
        return {date.fromisoformat(one["_id"]): one["made_at"] for one in found}

    async def page(self, before: date | None, limit: int) -> list[Digest]:
        """The latest first, of days before ``before``."""
        wanted = {"_id": {"$lt": before.isoformat()}} if before else {}
        found = self._collection.find(wanted).sort("_id", DESCENDING).limit(limit)
        return [_digest(document) for document in await found.to_list(limit)]


def _digest(document: Document) -> Digest:
    made_at: datetime = document["made_at"]
    rows = tuple(UndeliverableCount(**{**row, "reason": Reason(row["reason"])}) for row in document["rows"])
    return Digest(date.fromisoformat(document["_id"]), made_at, rows)
