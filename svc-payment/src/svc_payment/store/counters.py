"""Numbers that are never given twice; one may be skipped."""

from datetime import datetime

from shared.clock import VIETNAM
from shared.mongo import Database, ReturnDocument


class Counters:
    def __init__(self, database: Database) -> None:
        self._collection = database["counters"]

    async def receipt_number(self, paid_at: datetime) -> str:
        """The next number of our own receipts, in a row for each year."""
        year = paid_at.astimezone(VIETNAM).year
        return f"BN{year}-{await self.next(f'receipt-{year}'):08d}"

    async def next(self, name: str) -> int:
        found = await self._collection.find_one_and_update(
            {"_id": name}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        assert found is not None, "upserted"
        return int(found["last"])
