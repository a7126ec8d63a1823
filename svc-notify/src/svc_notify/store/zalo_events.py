"""Webhooks as they came, until they have been worked off. The body is personal and encrypted; it goes when done.

``due_at`` exists while somebody must still look. A claim moves it by a lease, so that one that is lost comes up again;
so does one whose time nobody can have meant (``LONGEST_WAIT``).
What is done stays, without its body, longer than a repeat can be fresh: a repeat meets the same ``_id``.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.crypto import FieldCipher
from shared.foreign_json import as_text
from shared.mongo import ASCENDING, Collection, DuplicateKey, IndexModel, ReturnDocument, insert
from shared.schedules import ZALO_WEBHOOK_WAITS
from svc_notify.domain.zalo_event import AHEAD, REPLAY_WINDOW

_CONTEXT = "notify-webhook"
SEALED = {"body": _CONTEXT}
LONGEST_WAIT = ZALO_WEBHOOK_WAITS[-1]
"""The longest wait before a webhook is tried again. What claims to wait twice as long was written by a wrong clock."""
_KEPT = REPLAY_WINDOW + 2 * AHEAD

INDEXES = (
    IndexModel([("due_at", ASCENDING)], name="ix_due", partialFilterExpression={"due_at": {"$exists": True}}),
    IndexModel([("gone_at", ASCENDING)], name="ttl_gone", expireAfterSeconds=0),
)


@dataclass(frozen=True)
class StoredWebhook:
    """One webhook. ``source``: ``oa``, ``zns`` or ``mini_app``; ``tries``: how often it has been claimed."""

    id: str
    source: str
    received_at: datetime
    sealed: str = field(repr=False)
    tries: int = 0


class ZaloEvents:
    def __init__(self, collection: Collection, cipher: FieldCipher) -> None:
        self._collection = collection
        self._cipher = cipher

    async def add(self, event_id: str, source: str, raw: bytes, now: datetime) -> bool:
        """Add the event in one write; ``False`` when it is there already."""
        try:
            await insert(
                self._collection,
                {
                    "_id": event_id,
                    "source": source,
                    "received_at": now,
                    "due_at": now,
                    "tries": 0,
                    "body": self._cipher.encrypt(as_text(raw), _CONTEXT),
                },
            )
        except DuplicateKey:
            return False
        return True

    async def claim(self, now: datetime, lease: timedelta) -> StoredWebhook | None:
        """What has waited longest, for this caller until the lease ends."""
        found = await self._collection.find_one_and_update(
            {"$or": [{"due_at": {"$lte": now}}, {"due_at": {"$gt": now + 2 * LONGEST_WAIT}}]},
            {"$set": {"due_at": now + lease}, "$inc": {"tries": 1}},
            sort=[("due_at", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        return (
            StoredWebhook(found["_id"], found["source"], found["received_at"], found["body"], found["tries"])
            if found
            else None
        )

    def open(self, received: StoredWebhook) -> bytes:
        """The raw body; raises ``UndecipherableField`` when it is not for our keys."""
        return self._cipher.decrypt(received.sealed, _CONTEXT).encode()

    async def done(self, event_id: str, outcome: str, now: datetime) -> None:
        await self._collection.update_one(
            {"_id": event_id},
            {"$set": {"outcome": outcome, "gone_at": now + _KEPT}, "$unset": {"due_at": "", "body": ""}},
        )

    async def later(self, event_id: str, due_at: datetime) -> None:
        await self._collection.update_one({"_id": event_id, "due_at": {"$exists": True}}, {"$set": {"due_at": due_at}})

    async def backlog(self) -> int:
        return await self._collection.count_documents({"due_at": {"$exists": True}}, limit=100_000, hint="ix_due")
