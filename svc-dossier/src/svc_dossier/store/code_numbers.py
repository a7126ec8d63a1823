"""The numbers of the legal codes: one counter per office and day, that never gives the same number twice.

A number taken for an acceptance that then failed is lost: a gap is harmless, a second dossier with one code is not.
"""

from datetime import date

from shared.mongo import Database, ReturnDocument


class CodeNumbers:
    def __init__(self, database: Database) -> None:
        self._collection = database["code_numbers"]

    async def next(self, agency_id: str, day: date) -> int:
        """1, 2, 3 … for the dossiers of ``agency_id`` on ``day``."""
        counter = await self._collection.find_one_and_update(
            {"_id": f"{agency_id}:{day.isoformat()}"},
            {"$inc": {"last": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        assert counter is not None, "an upsert that returns what it wrote"
        return int(counter["last"])
