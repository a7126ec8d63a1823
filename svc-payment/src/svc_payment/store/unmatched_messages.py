"""What a provider said, verified, of something that we do not know (yet): kept, and tried again.

Only what is no money is ever removed by time. Money is also shown to officers (``unmatched_sums``), and what came of it
stays as the proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.crypto import FieldCipher
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel, insert
from svc_payment.store.documents import open_bytes, seal_bytes, text_context

KEPT = timedelta(days=60)
TRIED_FOR = timedelta(days=7)

INDEXES: Sequence[IndexModel] = (
    # With the second field, so that what is kept as proof only is not read to see that it is.
    IndexModel([("next_at", ASCENDING), ("received_at", ASCENDING)], name="ix_due"),
    IndexModel([("received_at", ASCENDING)], name="ix_received"),
    IndexModel([("expires_at", ASCENDING)], name="ttl_expires", expireAfterSeconds=0),
)


@dataclass(frozen=True)
class UnmatchedMessage:
    """``id`` is the hash of what came, so that a repeat is the same; ``query`` where it came in the address. ``money``:
    it says that somebody has paid."""

    id: str
    provider: str
    body: bytes
    query: str
    received_at: datetime
    money: bool = False


class UnmatchedMessages:
    def __init__(self, database: Database, cipher: FieldCipher) -> None:
        self._collection = database["unmatched_messages"]
        self._cipher = cipher

    async def keep(self, message: UnmatchedMessage) -> None:
        document = self._write(message)
        expires = {} if message.money else {"expires_at": message.received_at + KEPT}
        try:
            await insert(self._collection, {**document, **expires, "next_at": message.received_at})
        except DuplicateKey:
            pass

    async def due(self, now: datetime, limit: int) -> list[UnmatchedMessage]:
        wanted = {"next_at": {"$lte": now}, "received_at": {"$gt": now - TRIED_FOR}}
        found = self._collection.find(wanted, {"next_at": 0, "expires_at": 0}, hint="ix_due")
        oldest = found.sort("next_at", ASCENDING).limit(limit)
        return [self._read(document) for document in await oldest.to_list(limit)]

    async def put_off(self, message_id: str, until: datetime) -> None:
        await self._collection.update_one({"_id": message_id}, {"$set": {"next_at": until}})

    async def remove(self, message_id: str) -> None:
        await self._collection.delete_one({"_id": message_id})

    async def count(self, now: datetime) -> int:
        """Those that are still tried again (to 10,000). What is older is kept as proof only."""
        tried = {"received_at": {"$gt": now - TRIED_FOR}}
        return await self._collection.count_documents(tried, hint="ix_received", limit=10_000)

    def _write(self, message: UnmatchedMessage) -> Document:
        members = vars(message)
        document = {"_id": members["id"], **{name: value for name, value in members.items() if name != "id"}}
        body = seal_bytes(message.body, text_context("body", document), self._cipher)
        return {**document, "body": body, "query": self._cipher.encrypt(message.query, text_context("query", document))}

    def _read(self, document: Document) -> UnmatchedMessage:
        body = open_bytes(document["body"], text_context("body", document), self._cipher)
        query = self._cipher.decrypt(document["query"], text_context("query", document))
        members = {name: value for name, value in document.items() if name != "_id"}
        return UnmatchedMessage(id=document["_id"], **{**members, "body": body, "query": query})
