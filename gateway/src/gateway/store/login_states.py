"""Logins of staff under way: from our redirect to Zalo until Zalo sends the browser back. Each can come back once."""

import hashlib
from datetime import datetime

from shared.mongo import ASCENDING, Database, IndexModel, ensure_indexes

INDEXES = [IndexModel([("expires_at", ASCENDING)], name="ttl_expires_at", expireAfterSeconds=0)]


class LoginStates:
    def __init__(self, database: Database) -> None:
        self._collection = database["login_states"]

    async def ensure_indexes(self) -> None:
        await ensure_indexes(self._collection, INDEXES)

    async def keep(self, state: str, browser: str, verifier: str, expires_at: datetime) -> None:
        """``browser`` is the secret in the cookie of the browser that left."""
        await self._collection.insert_one(
            {"_id": _digest(state), "browser": _digest(browser), "verifier": verifier, "expires_at": expires_at}
        )

    async def take(self, state: str, browser: str, now: datetime) -> str | None:
        """The PKCE verifier of the login that left with ``state`` from ``browser``, once, in time."""
        found = await self._collection.find_one_and_delete(
            {"_id": _digest(state), "browser": _digest(browser), "expires_at": {"$gt": now}}
        )
        return str(found["verifier"]) if found else None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
