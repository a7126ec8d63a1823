"""Numbers that grow: reads of articles, words of searches that found nothing. Each flush is one round trip."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.mongo import Database, UpdateOne, aggregate, write_in_bulk

MAX_MISSED = 10_000
"""Different words that are kept; beyond that the rarest make room."""


@dataclass(frozen=True)
class MissedSearch:
    words: str
    count: int
    last_at: datetime


class Counters:
    def __init__(self, database: Database) -> None:
        self._reads = database["article_reads"]
        self._missed = database["missed_searches"]

    async def add_reads(self, reads: Mapping[str, int]) -> None:
        if reads:
            updates = [UpdateOne({"_id": one}, {"$inc": {"reads": n}}, upsert=True) for one, n in reads.items()]
            await write_in_bulk(self._reads, updates)

    async def reads(self, article_ids: list[str]) -> Mapping[str, int]:
        found = await self._reads.find({"_id": {"$in": article_ids}}).to_list(None)
        return {document["_id"]: document["reads"] for document in found}

    async def total_reads(self) -> int:
        summed = await aggregate(
            self._reads, [{"$group": {"_id": None, "reads": {"$sum": "$reads"}}}], longest_ms=5_000
        )
        return int(summed[0]["reads"]) if summed else 0

    async def add_missed(self, missed: Mapping[str, int], at: datetime) -> None:
        if not missed:
            return
        updates = [
            UpdateOne({"_id": words}, {"$inc": {"count": n}, "$set": {"last_at": at}}, upsert=True)
            for words, n in missed.items()
        ]
        await write_in_bulk(self._missed, updates)
        over = await self._missed.count_documents({}) - MAX_MISSED
        if over > 0:
            rarest = await self._missed.find({}, {"_id": 1}).sort({"count": 1, "last_at": 1}).limit(over).to_list(over)
            await self._missed.delete_many({"_id": {"$in": [document["_id"] for document in rarest]}})

    async def missed(self, limit: int) -> list[MissedSearch]:
        """The most wanted first."""
        found = await self._missed.find({}).sort("count", -1).limit(limit).to_list(limit)
        return [MissedSearch(document["_id"], document["count"], document["last_at"]) for document in found]
