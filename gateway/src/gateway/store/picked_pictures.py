"""Pictures picked in Zalo's official template, waiting for their report. Known by a name that cannot be guessed."""

import secrets
from datetime import datetime

from gateway.domain.picked_picture import KEPT, MOST_WAITING
from gateway.store.login_states import digest
from shared.mongo import ASCENDING, Database, IndexModel

INDEXES = [IndexModel([("expires_at", ASCENDING)], name="ttl_expires_at", expireAfterSeconds=0)]


class PickedPictures:
    def __init__(self, database: Database) -> None:
        self._collection = database["picked_pictures"]

    async def keep(self, content: bytes, now: datetime) -> str | None:
        """Its name; ``None`` when too many wait."""
        if await self._collection.estimated_document_count() >= MOST_WAITING:
            return None
        name = secrets.token_urlsafe(24)
        await self._collection.insert_one({"_id": digest(name), "content": content, "expires_at": now + KEPT})
        return name

    async def find(self, name: str, now: datetime) -> bytes | None:
        """It stays until its time is over, so that a report that is sent once more finds it again."""
        found = await self._collection.find_one({"_id": digest(name), "expires_at": {"$gt": now}})
        return bytes(found["content"]) if found else None
