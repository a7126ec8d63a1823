"""The messages of a broadcast: held when it is stopped, let go when it goes on, counted at any time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.mongo import ASCENDING, Collection, IndexModel, UpdateOne, aggregate, write_in_bulk
from svc_notify.domain.message import OPEN, WAITING, Lane, State
from svc_notify.domain.policy import AWAIT_CONTACT
from svc_notify.domain.reasons import Reason

BULK = {"lane": Lane.BULK.value}
COUNT_MS = 5_000
INDEX_NAME = "ix_broadcast_state"

# ``lane`` stands in it, though it holds one alone: so messages are counted without being read. Not first, so that no
# query of a lane takes it for its own.
INDEX = IndexModel(
    [("subject_id", ASCENDING), ("lane", ASCENDING), ("state", ASCENDING), ("reason", ASCENDING)],
    name=INDEX_NAME,
    partialFilterExpression=BULK,
)


@dataclass(frozen=True)
class StatusCount:
    state: State
    reason: Reason | None
    count: int


class BroadcastMessages:
    """The messages of a broadcast, which is their subject, in the collection of all messages."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def hold(self, broadcast_id: str) -> int:
        """Take back what is not sent yet, and what news of a citizen's contact would send; how many."""
        waiting = {"state": {"$in": WAITING}}
        awaiting = {"state": {"$in": (State.INBOX_ONLY, State.UNDELIVERABLE)}, "reason": {"$in": AWAIT_CONTACT}}
        held = await self._collection.update_many(
            {**BULK, "subject_id": broadcast_id, "$or": [waiting, awaiting]},
            {"$set": {"state": State.INBOX_ONLY, "reason": Reason.BROADCAST_STOPPED}, "$unset": {"due_at": ""}},
            hint=INDEX_NAME,
        )
        return held.modified_count

    async def open(self, broadcast_id: str) -> bool:
        """Whether any waits or is being sent."""
        found = await self._collection.find_one(
            {**BULK, "subject_id": broadcast_id, "state": {"$in": OPEN}}, {"_id": 1}, hint=INDEX_NAME
        )
        return found is not None

    async def awaits_contact(self, broadcast_id: str) -> bool:
        """Whether any would be sent on news of a citizen's contact, as long as it is useful."""
        awaiting = {"state": {"$in": (State.INBOX_ONLY, State.UNDELIVERABLE)}, "reason": {"$in": AWAIT_CONTACT}}
        found = await self._collection.find_one(
            {**BULK, "subject_id": broadcast_id, **awaiting}, {"_id": 1}, hint=INDEX_NAME
        )
        return found is not None

    async def held(self, broadcast_id: str, limit: int) -> list[str]:
        held = {"state": State.INBOX_ONLY, "reason": Reason.BROADCAST_STOPPED}
        found = (
            self._collection.find({**BULK, "subject_id": broadcast_id, **held}, {"_id": 1})
            .hint(INDEX_NAME)
            .limit(limit)
        )
        return [one["_id"] for one in await found.to_list(limit)]

    async def let_go(self, due: Mapping[str, datetime]) -> None:
        """These wait again, each for its time."""
        held = {"state": State.INBOX_ONLY, "reason": Reason.BROADCAST_STOPPED}
        await write_in_bulk(
            self._collection,
            [
                UpdateOne(
                    {"_id": message_id, **held},
                    {"$set": {"state": State.PLANNED, "due_at": due_at}, "$unset": {"reason": ""}},
                )
                for message_id, due_at in due.items()
            ],
        )

    async def counts(self, broadcast_id: str) -> Sequence[StatusCount]:
        """How many there are by state and reason, from the index alone."""
        groups = await aggregate(
            self._collection,
            [
                {"$match": {**BULK, "subject_id": broadcast_id}},
                {"$group": {"_id": {"state": "$state", "reason": "$reason"}, "count": {"$sum": 1}}},
                {"$sort": {"count": -1, "_id": 1}},
            ],
            hint=INDEX_NAME,
            longest_ms=COUNT_MS,
        )
        return [
            StatusCount(
                State(group["_id"]["state"]),
                Reason(group["_id"]["reason"]) if group["_id"].get("reason") else None,
                group["count"],
            )
            for group in groups
        ]
