"""Which gateways are alive: one document each, renewed every few seconds by the database's clock."""

from shared.mongo import ASCENDING, Database, Document, IndexModel

GONE_AFTER_MS = 15_000
"""Three looks of ``jobs/share_limits.py``."""

INDEXES = [IndexModel([("seen_at", ASCENDING)], name="ttl_seen_at", expireAfterSeconds=3600)]


class LiveGateways:
    def __init__(self, database: Database) -> None:
        self._collection = database["live_gateways"]

    async def count(self, this: str) -> int:
        """``this`` is alive now; how many are, with it."""
        await self._collection.update_one({"_id": this}, [{"$set": {"seen_at": "$$NOW"}}], upsert=True)
        alive: Document = {"$gt": ["$seen_at", {"$subtract": ["$$NOW", GONE_AFTER_MS]}]}
        return max(1, await self._collection.count_documents({"$expr": alive}))

    async def leave(self, this: str) -> None:
        await self._collection.delete_one({"_id": this})
