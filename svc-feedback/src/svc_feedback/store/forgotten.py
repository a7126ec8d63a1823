"""When somebody was erased: what they had begun before that, and what ends after it, is not to bring them back."""

from datetime import datetime

from shared.mongo import Database


class Forgotten:
    def __init__(self, database: Database) -> None:
        self._collection = database["forgotten"]

    async def mark(self, citizen_id: str, at: datetime) -> None:
        """Mark the citizen as forgotten before anything is removed: who looks only after it has written misses none."""
        await self._collection.update_one({"_id": citizen_id}, {"$max": {"at": at}}, upsert=True)

    async def since(self, citizen_id: str, moment: datetime) -> bool:
        """Whether they were erased at ``moment`` or after it; what they do when they are here again is theirs."""
        return await self._collection.find_one({"_id": citizen_id, "at": {"$gte": moment}}) is not None
