"""Logins of staff under way: from our redirect to Zalo until Zalo sends the browser back. Each can come back once."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from gateway.domain.console_login import ConsoleLogin
from shared.mongo import ASCENDING, Database, IndexModel

INDEXES = [IndexModel([("expires_at", ASCENDING)], name="ttl_expires_at", expireAfterSeconds=0)]


class LoginStates:
    def __init__(self, database: Database) -> None:
        self._collection = database["login_states"]

    async def keep(self, state: str, browser: str, login: ConsoleLogin, expires_at: datetime) -> None:
        """``browser`` is the secret in the cookie of the browser that left."""
        await self._collection.insert_one(
            {"_id": digest(state), "browser": digest(browser), "login": asdict(login), "expires_at": expires_at}
        )

    async def take(self, state: str, browser: str, now: datetime) -> ConsoleLogin | None:
        """The login that left with ``state`` from ``browser``, once, in time."""
        found = await self._collection.find_one_and_delete(
            {"_id": digest(state), "browser": digest(browser), "expires_at": {"$gt": now}}
        )
        return ConsoleLogin(**found["login"]) if found else None


def digest(secret: str) -> bytes:
    """All that is kept of a secret that somebody else holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
