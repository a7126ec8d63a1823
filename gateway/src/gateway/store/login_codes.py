"""Codes that consoles exchange for a session, each once. Only their hash is kept."""

from dataclasses import asdict
from datetime import datetime

from gateway.domain.console_login import LoginCode
from gateway.store.login_states import digest
from shared.mongo import ASCENDING, Database, IndexModel

INDEXES = [IndexModel([("expires_at", ASCENDING)], name="ttl_expires_at", expireAfterSeconds=0)]


class LoginCodes:
    def __init__(self, database: Database) -> None:
        self._collection = database["login_codes"]

    async def keep(self, code: str, meaning: LoginCode, expires_at: datetime) -> None:
        await self._collection.insert_one({"_id": digest(code), "meaning": asdict(meaning), "expires_at": expires_at})

    async def take(self, code: str, now: datetime) -> LoginCode | None:
        """What ``code`` stands for, once, in time; also a wrong guess at its verifier spends it."""
        found = await self._collection.find_one_and_delete({"_id": digest(code), "expires_at": {"$gt": now}})
        return LoginCode(**found["meaning"]) if found else None
