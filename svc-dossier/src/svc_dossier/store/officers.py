"""Officers who have worked with dossiers, and for which offices: to whom a dossier can be assigned.

The gateway keeps accounts and grants; here is only what an officer's own signed token said when they last came.
"""

from collections.abc import Sequence
from datetime import datetime

from shared.mongo import ASCENDING, Database, IndexModel

INDEXES: Sequence[IndexModel] = (IndexModel([("units", ASCENDING), ("_id", ASCENDING)], name="ix_unit"),)


class Officers:
    def __init__(self, database: Database) -> None:
        self._collection = database["officers"]
        self._seen: dict[str, frozenset[str]] = {}

    async def came(self, officer_id: str, units: frozenset[str], at: datetime) -> None:
        """Written only when it is news to this process."""
        if units and self._seen.get(officer_id) != units:
            update = {"$set": {"units": sorted(units), "seen_at": at}}
            await self._collection.update_one({"_id": officer_id}, update, upsert=True)
            self._seen[officer_id] = units

    async def works_in(self, officer_id: str, unit: str) -> bool:
        return await self._collection.find_one({"_id": officer_id, "units": unit}, {"_id": 1}) is not None

    async def of(self, unit: str, after: str | None, limit: int) -> list[str]:
        wanted = {"units": unit, **({"_id": {"$gt": after}} if after else {})}
        found = self._collection.find(wanted, {"_id": 1}, hint="ix_unit").sort("_id", ASCENDING).limit(limit)
        return [document["_id"] for document in await found.to_list(limit)]
