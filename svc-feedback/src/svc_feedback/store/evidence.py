"""What is known of an uploaded file beside the file: its small picture, and, sealed, where and when it was taken.

A row is needed until a report takes the file, and removed by the database some days later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.mongo import ASCENDING, Database, IndexModel
from svc_feedback.store.sealed import SealedFacts

KEPT_SECONDS = 10 * 24 * 3600

INDEXES: Sequence[IndexModel] = (IndexModel([("at", ASCENDING)], name="ttl_at", expireAfterSeconds=KEPT_SECONDS),)


@dataclass(frozen=True)
class EvidenceRow:
    """``preview`` is the id of the small picture, which is a file of its own."""

    file_id: str
    owner: str
    at: datetime
    preview: str | None
    facts: SealedFacts | None


class EvidenceRows:
    def __init__(self, database: Database) -> None:
        self._collection = database["evidence"]

    async def put(self, row: EvidenceRow) -> None:
        members = {"owner": row.owner, "at": row.at, "preview": row.preview}
        sealed = row.facts.sealed if row.facts else None
        await self._collection.replace_one({"_id": row.file_id}, {**members, "facts": sealed}, upsert=True)

    async def remove(self, file_id: str) -> None:
        await self._collection.delete_one({"_id": file_id})

    async def forget(self, owner: str) -> None:
        """What waits for a report to take it: some rows, of some days."""
        await self._collection.delete_many({"owner": owner})

    async def of(self, owner: str, file_ids: Sequence[str]) -> dict[str, EvidenceRow]:
        """Those of ``file_ids`` that are ``owner``'s."""
        found = await self._collection.find({"_id": {"$in": list(file_ids)}, "owner": owner}).to_list(None)
        return {
            each["_id"]: EvidenceRow(
                each["_id"],
                each["owner"],
                each["at"],
                each["preview"],
                SealedFacts(each["_id"], each["facts"]) if each["facts"] else None,
            )
            for each in found
        }
