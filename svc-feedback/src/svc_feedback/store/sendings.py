"""When somebody sent their latest reports or questions: one document for each person and kind, so that a place is taken
by one write, and as many requests at once cannot take more places than there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.mongo import Database, Document, ReturnDocument
from svc_feedback.domain.flooding import MOST, Allowance


@dataclass(frozen=True)
class Sender:
    """Who sends what: ``reports`` or ``questions``."""

    kind: str
    citizen_id: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.citizen_id}"


class Sendings:
    def __init__(self, database: Database) -> None:
        self._collection = database["sendings"]

    async def take(
        self, sender: Sender, command_id: str, allowances: Sequence[Allowance], at: datetime
    ) -> list[datetime] | None:
        """``None`` when ``command_id`` has a place now, or had one; else when those that took the places were sent."""
        sent: Document = {"$ifNull": ["$sent", []]}
        free = [{"$lt": [_sent_since(sent, at - each.within), each.count]} for each in allowances]
        takes = {"$and": [{"$not": {"$in": [command_id, {"$ifNull": ["$sent.id", []]}]}}, *free]}
        more = {"$slice": [{"$concatArrays": [sent, [{"id": command_id, "at": at}]]}, -MOST]}
        found = await self._collection.find_one_and_update(
            {"_id": sender.key},
            [{"$set": {"sent": {"$cond": [takes, more, sent]}}}],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        assert found, "the write itself makes it"
        took = any(each["id"] == command_id for each in found["sent"])
        return None if took else [each["at"] for each in found["sent"]]

    async def give_back(self, sender: Sender, command_id: str) -> None:
        """What was to be sent was refused."""
        await self._collection.update_one({"_id": sender.key}, {"$pull": {"sent": {"id": command_id}}})

    async def forget(self, citizen_id: str) -> None:
        keys = [Sender(kind, citizen_id).key for kind in ("reports", "questions")]
        await self._collection.delete_many({"_id": {"$in": keys}})


def _sent_since(sent: Document, moment: datetime) -> Document:
    """How many."""
    return {"$size": {"$filter": {"input": sent, "cond": {"$gt": ["$$this.at", moment]}}}}
