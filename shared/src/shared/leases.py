"""Leases: one holder at a time for a named job, with a fencing number that only grows.

Source of the idea: https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html. A holder that slept
through its lease finds out by the clock before it acts; one that cannot know is told apart by its older ``fence``.

``until`` is the database's time, written and compared there, so a machine whose clock is wrong delays nobody. It is
capped too: a lease that claims to last longer than twice its length is free (a new primary's clock may be behind).
Twice, because the database's time is that at which an operation began: one that had to wait for a faster one looks at
what that one wrote with an older time than it was written with. The holder itself measures how long it has held the
lease, by a clock that nobody sets.
"""

from dataclasses import dataclass
from datetime import timedelta

from shared.clock import elapsed
from shared.mongo import Collection, Document, DuplicateKey, ReturnDocument


@dataclass(frozen=True)
class Lease:
    """``began`` and ``ttl`` are the holder's own measure: it may be shorter than the database's, never longer."""

    name: str
    holder: str
    fence: int
    began: float
    ttl: timedelta

    def left(self) -> timedelta:
        """How much longer it certainly is ours."""
        return self.ttl - timedelta(seconds=elapsed() - self.began)


class Leases:
    """Kept in ``collection`` as ``{_id: name, holder, fence, until, latest}``; ``latest`` is the latest ``until`` that
    there ever was, which a clock that is set back does not lower.
    """

    def __init__(self, collection: Collection, holder: str) -> None:
        self._collection = collection
        self._holder = holder

    async def acquire(self, name: str, ttl: timedelta) -> Lease | None:
        """The lease, if nobody else holds it; whoever already holds it prolongs it and keeps the fence."""
        length = int(ttl.total_seconds() * 1000)
        until: Document = {"$add": ["$$NOW", length]}
        unbelievable: Document = {"$gt": ["$until", {"$add": ["$$NOW", 2 * length]}]}
        free: Document = {"$or": [{"$lte": ["$until", "$$NOW"]}, unbelievable]}
        us: Document = {"$literal": self._holder}
        ours: Document = {"$or": [free, {"$eq": ["$holder", us]}]}
        next_fence: Document = {"$add": [{"$ifNull": ["$fence", 0]}, 1]}
        change = {
            "holder": {"$cond": [ours, us, "$holder"]},
            "fence": {"$cond": [free, next_fence, "$fence"]},
            "until": {"$cond": [ours, until, "$until"]},
            "latest": {"$max": ["$latest", "$until", {"$cond": [ours, until, None]}]},
        }
        began = elapsed()
        try:
            kept = await self._collection.find_one_and_update(
                {"_id": name}, [{"$set": change}], upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKey:  # another made it at the same moment
            return None
        assert kept is not None  # an upsert answers with what it made
        return Lease(name, self._holder, kept["fence"], began, ttl) if kept["holder"] == self._holder else None

    async def release(self, lease: Lease) -> None:
        await self._collection.update_one(
            {"_id": lease.name, "holder": lease.holder, "fence": lease.fence}, [{"$set": {"until": "$$NOW"}}]
        )
