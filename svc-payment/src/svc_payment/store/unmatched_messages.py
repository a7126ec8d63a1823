"""What a provider said, verified, of something that we do not know (yet): kept, and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from shared.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel

KEPT = timedelta(days=60)
TRIED_FOR = timedelta(days=7)

INDEXES: Sequence[IndexModel] = (
    IndexModel([("provider", ASCENDING), ("next_at", ASCENDING)], name="ix_next"),
    IndexModel([("received_at", ASCENDING)], name="ttl_received", expireAfterSeconds=int(KEPT.total_seconds())),
)


@dataclass(frozen=True)
class UnmatchedMessage:
    """``id`` is the hash of what came, so that a repeat is the same; ``query`` where it came in the address."""

    id: str
    provider: str
    body: bytes
    query: str
    received_at: datetime


STATEMENT = "statement"
"""In place of a provider: what came in on the collecting account."""


@dataclass(frozen=True)
class UnmatchedTransfer:
    id: str
    transaction: str
    amount: int
    content: str
    received_at: datetime


class UnmatchedMessages:
    def __init__(self, database: Database) -> None:
        self._collection = database["unmatched_messages"]

    async def keep(self, message: UnmatchedMessage) -> None:
        document = {name: value for name, value in vars(message).items() if name != "id"}
        try:
            await self._collection.insert_one({"_id": message.id, **document, "next_at": message.received_at})
        except DuplicateKey:
            pass

    async def due(self, now: datetime, limit: int) -> list[UnmatchedMessage]:
        wanted = {"next_at": {"$lte": now}, "received_at": {"$gt": now - TRIED_FOR}}
        found = self._collection.find(wanted, {"next_at": 0}).sort("next_at", ASCENDING).limit(limit)
        return [UnmatchedMessage(id=document.pop("_id"), **document) for document in await found.to_list(limit)]

    async def transfers(self, limit: int) -> list[UnmatchedTransfer]:
        found = self._collection.find({"provider": STATEMENT}).sort("received_at", ASCENDING).limit(limit)
        return [_transfer(document) for document in await found.to_list(limit)]

    async def transfer(self, message_id: str) -> UnmatchedTransfer | None:
        found = await self._collection.find_one({"_id": message_id, "provider": STATEMENT})
        return _transfer(found) if found else None

    async def put_off(self, message_id: str, until: datetime) -> None:
        await self._collection.update_one({"_id": message_id}, {"$set": {"next_at": until}})

    async def remove(self, message_id: str) -> None:
        await self._collection.delete_one({"_id": message_id})

    async def count(self) -> int:
        return await self._collection.count_documents({}, limit=10_000)


def _transfer(document: Document) -> UnmatchedTransfer:
    told = orjson.loads(document["body"])
    members = {name: told[name] for name in ("transaction", "amount", "content")}
    return UnmatchedTransfer(id=document["_id"], received_at=document["received_at"], **members)
