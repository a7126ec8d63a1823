"""Leases: one holder at a time for a named job, with a fencing number that only grows.

Source of the idea: https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html. A holder that slept
past ``until`` finds out by the clock before it acts; one that cannot know is told apart by its older ``fence``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.mongo import Collection, DuplicateKey, ReturnDocument


@dataclass(frozen=True)
class Lease:
    name: str
    holder: str
    fence: int
    until: datetime


class Leases:
    """Kept in ``collection`` as ``{_id: name, holder, fence, until}``."""

    def __init__(self, collection: Collection, clock: Clock, holder: str) -> None:
        self._collection = collection
        self._clock = clock
        self._holder = holder

    async def acquire(self, name: str, ttl: timedelta) -> Lease | None:
        """The lease, if nobody else holds it; whoever already holds it prolongs it and keeps the fence."""
        now = self._clock.now()
        until = now + ttl
        kept = await self._collection.find_one_and_update(
            {"_id": name, "holder": self._holder, "until": {"$gt": now}},
            {"$set": {"until": until}},
            return_document=ReturnDocument.AFTER,
        )
        if kept is None:
            try:
                kept = await self._collection.find_one_and_update(
                    {"_id": name, "until": {"$lte": now}},
                    {"$set": {"holder": self._holder, "until": until}, "$inc": {"fence": 1}},
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
            except DuplicateKey:  # another holds it: the filter found none and the upsert met its document
                return None
        assert kept is not None  # an upsert answers with what it made
        return Lease(name, self._holder, kept["fence"], kept["until"])

    async def release(self, lease: Lease) -> None:
        await self._collection.update_one(
            {"_id": lease.name, "holder": lease.holder, "fence": lease.fence}, {"$set": {"until": self._clock.now()}}
        )
