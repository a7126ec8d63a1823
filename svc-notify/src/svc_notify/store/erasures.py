"""Erasures asked of the other services after a revoked consent, and the proof that they were done.

One document for each revocation, with the event that asks in its outbox. ``open`` is there until the answer came.
"""

from datetime import datetime

from shared import outbox
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import ASCENDING, DESCENDING, Collection, DuplicateKey, IndexModel, insert
from svc_notify.domain.erasure import Erasure

SHOWN = 100
COUNTED = 10_000

INDEXES = (
    outbox.INDEX,
    IndexModel([("revoked_at", ASCENDING)], name="ix_open", partialFilterExpression={"open": True}),
    IndexModel([("requested_at", DESCENDING), ("_id", DESCENDING)], name="ix_requested"),
)


class Erasures:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def request(self, erasure: Erasure, asking: Event) -> bool:
        """Whether it is new."""
        try:
            await insert(
                self._collection,
                {
                    "_id": erasure.id,
                    "version": 1,
                    "revoked_at": erasure.revoked_at,
                    "requested_at": erasure.requested_at,
                    "open": True,
                    "outbox": [outbox.entry(asking)],
                },
            )
        except DuplicateKey:
            return False
        return True

    async def complete(self, erasure_id: str, citizen_id: str | None, at: datetime) -> bool:
        """Whether it was open."""
        done = await self._collection.update_one(
            {"_id": erasure_id, "open": True},
            {"$set": {"completed_at": at, "citizen_id": citizen_id}, "$unset": {"open": ""}},
        )
        return bool(done.modified_count)

    async def open_since(self) -> tuple[int, datetime | None]:
        """How many wait for their proof, and since when the oldest was revoked."""
        waiting = {"open": True}
        oldest = await self._collection.find_one(waiting, sort=[("revoked_at", ASCENDING)], hint="ix_open")
        count = await self._collection.count_documents(waiting, limit=COUNTED, hint="ix_open")
        return count, oldest["revoked_at"] if oldest else None

    async def page(self, before: tuple[datetime, str] | None, limit: int) -> list[Erasure]:
        """The latest first, after the one requested at ``before`` with that id."""
        wanted = after_key("requested_at", before)
        found = self._collection.find(wanted, {"outbox": 0}).sort([("requested_at", DESCENDING), ("_id", DESCENDING)])
        return [
            Erasure(one["_id"], one["revoked_at"], one["requested_at"], one.get("completed_at"), one.get("citizen_id"))
            for one in await found.limit(limit).to_list(limit)
        ]
