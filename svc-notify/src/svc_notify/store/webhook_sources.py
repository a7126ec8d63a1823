"""When each source of Zalo's webhooks last said something that it had signed: it outlives every process."""

from datetime import datetime

from shared.mongo import Collection

MOST = 10


class WebhookSources:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def note(self, source: str, at: datetime) -> None:
        await self._collection.update_one({"_id": source}, {"$max": {"last_at": at}}, upsert=True)

    async def last(self) -> dict[str, datetime]:
        """When each source last spoke; one that never has is not among them."""
        found = await self._collection.find({}).sort("_id").limit(MOST).to_list(MOST)
        return {one["_id"]: one["last_at"] for one in found}
