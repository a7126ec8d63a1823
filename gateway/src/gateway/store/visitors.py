"""Visits in MongoDB: one document a citizen, raised by updates that say the same however many gateways write them.

{_id: citizen id, first_month, first_at, seen_at, months: {"2026-11": visits begun in it}}
"""

from collections.abc import Collection
from datetime import datetime

from gateway.domain.province_figures import VISIT_ENDS_AFTER, CountedVisits, MonthOfVisits, month_of
from shared.mongo import Database, Document, UpdateOne, aggregate, write_in_bulk

LONGEST_MS = 60_000
BATCH = 1_000


class Visitors:
    def __init__(self, database: Database) -> None:
        self._collection = database["visitors"]

    async def record(self, citizen_ids: Collection[str], at: datetime) -> None:
        """Each of them was here ``at``. Raises one of ``MONGO_UNAVAILABLE``."""
        change = [{"$set": _seen(at)}]
        updates = [UpdateOne({"_id": citizen_id}, change, upsert=True) for citizen_id in citizen_ids]
        for start in range(0, len(updates), BATCH):
            await write_in_bulk(self._collection, updates[start : start + BATCH])

    async def count(self) -> CountedVisits:
        """All of them, by one scan. Raises one of ``MONGO_UNAVAILABLE``."""
        again = {"$or": [{"$gt": ["$month.v", 1]}, {"$lt": ["$first_month", "$month.k"]}]}
        pipeline: list[Document] = [
            {"$project": {"first_at": True, "first_month": True, "month": {"$objectToArray": "$months"}}},
            {"$unwind": "$month"},
            {
                "$group": {
                    "_id": "$month.k",
                    "visits": {"$sum": "$month.v"},
                    "active": {"$sum": 1},
                    "returning": {"$sum": {"$cond": [again, 1, 0]}},
                    "first_at": {"$min": "$first_at"},
                }
            },
        ]
        rows = await aggregate(self._collection, pipeline, longest_ms=LONGEST_MS)
        months = {row["_id"]: MonthOfVisits(row["visits"], row["active"], row["returning"]) for row in rows}
        return CountedVisits(min((row["first_at"] for row in rows), default=None), months)


def _seen(at: datetime) -> Document:
    month = f"months.{month_of(at)}"
    begins = {"$lte": [{"$ifNull": ["$seen_at", at - VISIT_ENDS_AFTER]}, at - VISIT_ENDS_AFTER]}
    return {
        "first_at": {"$ifNull": ["$first_at", at]},
        "first_month": {"$ifNull": ["$first_month", month_of(at)]},
        "seen_at": {"$max": ["$seen_at", at]},
        month: {"$add": [{"$ifNull": [f"${month}", 0]}, {"$cond": [begins, 1, 0]}]},
    }
