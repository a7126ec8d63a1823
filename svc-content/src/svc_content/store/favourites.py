"""Keeps which channels are whose favourites."""

from shared.errors import VersionConflict
from shared.mongo import Database, DuplicateKey


class Favourites:
    def __init__(self, database: Database) -> None:
        self._collection = database["favourites"]

    async def of(self, citizen_id: str) -> tuple[str, ...]:
        found = await self._collection.find_one({"_id": citizen_id})
        return tuple(found["channels"]) if found else ()

    async def replace(self, citizen_id: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        """Raises ``VersionConflict`` where they are no longer as ``before``."""
        known, channels = {"_id": citizen_id, "channels": [*before]}, {"channels": [*after]}
        try:
            written = await self._collection.replace_one(known, channels, upsert=not before)
        except DuplicateKey:  # there were none, and are now
            raise VersionConflict from None
        if not written.matched_count and written.upserted_id is None:
            raise VersionConflict

    async def forget(self, citizen_id: str) -> None:
        await self._collection.delete_one({"_id": citizen_id})
