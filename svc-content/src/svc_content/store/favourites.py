"""Whose favourite channels are which."""

from shared.mongo import Database


class Favourites:
    def __init__(self, database: Database) -> None:
        self._collection = database["favourites"]

    async def of(self, citizen_id: str) -> tuple[str, ...]:
        found = await self._collection.find_one({"_id": citizen_id})
        return tuple(found["channels"]) if found else ()

    async def keep(self, citizen_id: str, channels: tuple[str, ...]) -> None:
        await self._collection.replace_one({"_id": citizen_id}, {"channels": [*channels]}, upsert=True)

    async def forget(self, citizen_id: str) -> None:
        await self._collection.delete_one({"_id": citizen_id})
