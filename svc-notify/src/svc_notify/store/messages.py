"""Messages: one document each, which is inbox entry, queue entry and record of every call at once.

``due_at`` exists only while somebody must still look at the message, so a partial index on it holds the queues, one for
each channel and lane, and a claim that was lost comes up again by itself when its lease runs out. A planned message
that goes out at once costs two writes: the insert, which can already hold the claim, and the record of the answer.

Times are the database's (``shared.database_clock``). One that nobody can have meant was written before the database
could be asked, by a machine whose clock was wrong, or under a primary whose clock was: it has come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.batcher import Batcher
from shared.keyset import after_key
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    Collection,
    Document,
    IndexModel,
    UpdateOne,
    aggregate,
    insert_each,
    write_in_bulk,
)
from svc_notify.domain.coalescing import PendingPush
from svc_notify.domain.delivery import Step
from svc_notify.domain.message import OPEN, WAITING, Attempt, Decided, Lane, Message, State
from svc_notify.domain.policy import AWAIT_CONTACT, Channel
from svc_notify.domain.reasons import Reason
from svc_notify.store.message_documents import latest_decisions, row_of, to_document, to_message

ATTEMPTS_KEPT = 50
"""The latest calls kept in the document; a document is bounded."""

PENDING_READ = 10_000
"""The most messages read: at most 100 subjects are asked for at a time, none of which has a hundred."""

PLANNED_FOR_AT_MOST = timedelta(minutes=5)
"""What waits longer than a broadcast is planned ahead waits for a reason, and is deferred."""

UNREAD_COUNTED = 100
"""Unread messages are counted to this many: the app shows no more than "99+"."""

INDEXES = (
    IndexModel(
        [("state", ASCENDING), ("channel", ASCENDING), ("lane", ASCENDING), ("due_at", ASCENDING)],
        name="ix_queue",
        partialFilterExpression={"due_at": {"$exists": True}},
    ),
    IndexModel([("expires_at", ASCENDING)], name="ix_expires", partialFilterExpression={"due_at": {"$exists": True}}),
    IndexModel([("citizen_id", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="ix_inbox"),
    IndexModel([("citizen_id", ASCENDING)], name="ix_unread", partialFilterExpression={"unread": True}),
)


@dataclass(frozen=True)
class QueueLength:
    """How many messages of a channel and lane are in a state, and since when the first of them could have gone."""

    state: State
    channel: Channel | None
    lane: Lane
    count: int
    waits_since: datetime | None
    """``None`` where all are held on purpose for now."""


@dataclass(frozen=True)
class Record:
    """What came of a call, and where the message stands after it."""

    message_id: str
    attempt: Attempt
    step: Step


def _row(record: Record) -> Document:
    return {f"attempts.$.{name}": value for name, value in row_of(record.attempt).items()}


class Messages:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._insert = Batcher(self._insert_all)
        self._record = Batcher(self._record_all)
        self._latest_push = Batcher(self._latest_pushes)

    async def insert(self, message: Message) -> bool:
        """Whether it was new; a message that is there already is left as it is."""
        return await self._insert(message)

    async def _insert_all(self, messages: Sequence[Message]) -> Sequence[bool]:
        taken = await insert_each(self._collection, [to_document(message) for message in messages])
        return [key is None for key in taken]

    async def latest_push(self, subject_id: str) -> datetime | None:
        """The latest time set for a push, of any message of the subject that is or was to be pushed."""
        return await self._latest_push(subject_id)

    async def _latest_pushes(self, subject_ids: Sequence[str]) -> Sequence[datetime | None]:
        pushed = {"subject_id": {"$in": list(set(subject_ids))}, "state": {"$ne": State.INBOX_ONLY}}
        found = await self._collection.find(pushed, {"_id": 0, "subject_id": 1, "not_before": 1}).to_list(PENDING_READ)
        latest: dict[str, datetime] = {}
        for one in found:
            if (at := one.get("not_before")) is not None:
                latest[one["subject_id"]] = max(at, latest.get(one["subject_id"], at))
        return [latest.get(subject_id) for subject_id in subject_ids]

    async def pending_pushes(self, subject_ids: Sequence[str]) -> list[PendingPush]:
        """The messages of these subjects that wait and were not tried yet."""
        waiting = {
            "subject_id": {"$in": list(set(subject_ids))},
            "state": {"$in": WAITING},
            "not_before": {"$exists": True},
            "attempts": [],
        }
        members = {"subject_id": 1, "at": 1, "not_before": 1}
        found = await self._collection.find(waiting, members).to_list(PENDING_READ)
        return [PendingPush(one["_id"], one["subject_id"], one["at"], one["not_before"]) for one in found]

    async def due(self, channels: Sequence[Channel | None], lane: Lane, now: datetime, limit: int) -> list[Message]:
        """Waiting messages whose time has come, those that waited longest first. ``None``: not decided where yet."""
        waiting = {
            "state": {"$in": WAITING},
            "channel": {"$in": list(channels)},
            "lane": lane,
            "due_at": {"$lte": now},
        }
        found = await self._collection.find(waiting).sort("due_at").limit(limit).to_list(limit)
        return [to_message(document) for document in found]

    async def claim(
        self, ids: Sequence[str], begun: Attempt, decided: Decided, now: datetime, until: datetime
    ) -> set[str]:
        """Take these for sending, if they still wait for this channel and are not known to have arrived; each gets
        ``begun`` as an open attempt. The ids that were won.
        """
        taken = await self._collection.update_many(
            {
                "_id": {"$in": ids},
                "state": {"$in": WAITING},
                "channel": {"$in": [begun.channel, None]},
                "due_at": {"$lte": now},
                "delivered_at": {"$exists": False},
            },
            {
                "$set": {"state": State.SENDING, "claim": begun.claim, "channel": begun.channel, "due_at": until},
                "$unset": {"reason": ""},
                "$push": {
                    "attempts": {"$each": [row_of(begun)], "$slice": -ATTEMPTS_KEPT},
                    "decisions": latest_decisions(decided),
                },
            },
        )
        if taken.modified_count == len(ids):
            return set(ids)
        won = await self._collection.find({"_id": {"$in": ids}, "claim": begun.claim}, {"_id": 1}).to_list(len(ids))
        return {found["_id"] for found in won}

    async def record(self, message_id: str, attempt: Attempt, step: Step) -> bool:
        """Complete ``attempt`` and take ``step``; ``False`` when the claim is no longer ours, then only the attempt is
        completed. A late acceptance still settles the message: it was sent, whatever has been thought since.
        """
        return await self._record(Record(message_id, attempt, step))

    async def _record_all(self, records: Sequence[Record]) -> Sequence[bool]:
        written = await write_in_bulk(
            self._collection,
            [
                UpdateOne(
                    {"_id": one.message_id, "claim": one.attempt.claim, "attempts.claim": one.attempt.claim},
                    _moved(one.step, _row(one)),
                )
                for one in records
            ],
        )
        if written.matched_count == len(records):
            return [True] * len(records)
        return [not await self._record_late(one) for one in records]

    async def _record_late(self, one: Record) -> bool:
        """Whether the record had not been written under its claim; then it is now, as a late one."""
        another = [{"at": {"$ne": one.attempt.at}}, {"outcome": {"$ne": one.attempt.outcome}}]
        unlike = {"$elemMatch": {"claim": one.attempt.claim, "$or": another}}
        late = _moved(one.step, _row(one)) if one.step.state is State.ACCEPTED else {"$set": _row(one)}
        written = await self._collection.update_one({"_id": one.message_id, "attempts": unlike}, late)
        return bool(written.matched_count)

    async def move(self, message: Message, step: Step, now: datetime) -> bool:
        """Take ``step`` without a call, if nobody has touched the message since it was read."""
        unchanged = {"_id": message.id, "state": message.state, "due_at": message.due_at}
        change = _moved(step, {})
        last = message.decisions[-1].decision if message.decisions else None
        if step.decision is not None and step.decision != last:
            change["$push"] = {"decisions": latest_decisions(Decided(now, step.decision))}
        moved = await self._collection.update_one(unchanged, change)
        return bool(moved.modified_count)

    async def strays(self, served: Sequence[Channel], now: datetime) -> int:
        """Bring back what waits for a channel that is no longer in use; how many."""
        waiting = {"state": {"$in": WAITING}, "due_at": {"$exists": True}}
        found = await self._collection.update_many(
            {**waiting, "channel": {"$nin": [*served, None]}},
            {"$set": {"due_at": now}, "$unset": {"channel": "", "held_until": ""}},
        )
        return found.modified_count

    async def bring_forward(self, now: datetime) -> int:
        """Let what was planned for a time that nobody can have meant go now; how many."""
        found = await self._collection.update_many(
            {"state": State.PLANNED, "due_at": {"$gt": now + PLANNED_FOR_AT_MOST}}, {"$set": {"due_at": now}}
        )
        return found.modified_count

    async def lost(self, now: datetime, lease: timedelta, limit: int) -> list[Message]:
        """Messages whose claim has run out, or claims to hold for more than two leases, with a call begun and not
        recorded.
        """
        run_out = [{"due_at": {"$lte": now}}, {"due_at": {"$gt": now + 2 * lease}}]
        expired = {"state": State.SENDING, "$or": run_out}
        return [to_message(found) for found in await self._collection.find(expired).limit(limit).to_list(limit)]

    async def release(self, citizen_id: str, now: datetime) -> int:
        """Let go what waits for news of this citizen's contact, if it is still useful and not yet read."""
        released = await self._collection.update_many(
            {
                "citizen_id": citizen_id,
                "unread": True,
                "reason": {"$in": AWAIT_CONTACT},
                "state": {"$in": (State.DEFERRED, State.INBOX_ONLY, State.UNDELIVERABLE)},
                "expires_at": {"$gt": now},
            },
            {
                "$set": {"state": State.PLANNED, "due_at": now, "afresh_at": now},
                "$unset": {"reason": "", "channel": "", "held_until": ""},
            },
        )
        return released.modified_count

    async def expire(self, now: datetime) -> int:
        """Settle what outlived its use while its channel was closed."""
        expired = await self._collection.update_many(
            {"state": {"$in": WAITING}, "due_at": {"$exists": True}, "expires_at": {"$lte": now}},
            {"$set": {"state": State.UNDELIVERABLE, "reason": Reason.EXPIRED}, "$unset": {"due_at": ""}},
            hint="ix_expires",
        )
        return expired.modified_count

    async def queue(self, now: datetime) -> Sequence[QueueLength]:
        since = {"$max": ["$created_at", "$afresh_at", "$held_until"]}
        groups = await aggregate(
            self._collection,
            [
                {"$match": {"state": {"$in": OPEN}, "due_at": {"$exists": True}}},
                {"$set": {"since": since}},
                {
                    "$group": {
                        "_id": {"state": "$state", "channel": "$channel", "lane": "$lane"},
                        "count": {"$sum": 1},
                        "waits_since": {"$min": {"$cond": [{"$lte": ["$since", now]}, "$since", None]}},
                    }
                },
            ],
        )
        return [
            QueueLength(
                State(group["_id"]["state"]),
                Channel(group["_id"]["channel"]) if group["_id"].get("channel") else None,
                Lane(group["_id"].get("lane") or Lane.DIRECT),
                group["count"],
                group["waits_since"],
            )
            for group in groups
        ]

    async def inbox(self, citizen_id: str, before: tuple[datetime, str] | None, limit: int) -> list[Message]:
        """The citizen's messages, newest first, after the one whose time and id are ``before``."""
        mine: Document = {"citizen_id": citizen_id, "deleted_at": {"$exists": False}, **after_key("at", before)}
        found = self._collection.find(mine).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
        return [to_message(document) for document in await found.to_list(limit)]

    async def get(self, message_id: str) -> Message | None:
        found = await self._collection.find_one({"_id": message_id})
        return to_message(found) if found else None

    async def unread(self, citizen_id: str) -> int:
        """How many the citizen has not read, counted to ``UNREAD_COUNTED``."""
        mine = {"citizen_id": citizen_id, "unread": True}
        # Named, for the planner now and then takes the index of all of somebody's messages.
        return await self._collection.count_documents(mine, limit=UNREAD_COUNTED, hint="ix_unread")

    async def mark_read(self, citizen_id: str, message_id: str, now: datetime) -> Message | None:
        """The message, read since its first reading; ``None`` when this citizen has no such message."""
        mine = {"_id": message_id, "citizen_id": citizen_id, "deleted_at": {"$exists": False}}
        await self._collection.update_one(
            {**mine, "unread": True}, {"$set": {"read_at": now}, "$unset": {"unread": ""}}
        )
        found = await self._collection.find_one(mine)
        return to_message(found) if found else None

    async def mark_all_read(self, citizen_id: str, now: datetime) -> int:
        read = await self._collection.update_many(
            {"citizen_id": citizen_id, "unread": True}, {"$set": {"read_at": now}, "$unset": {"unread": ""}}
        )
        return read.modified_count

    async def delete(self, citizen_id: str, message_id: str, now: datetime) -> bool:
        """Out of the citizen's inbox, since the first time; what was sent stays on record. Whether it was theirs."""
        deleted = await self._collection.update_one(
            {"_id": message_id, "citizen_id": citizen_id}, {"$min": {"deleted_at": now}, "$unset": {"unread": ""}}
        )
        return bool(deleted.matched_count)


def _moved(step: Step, row: Mapping[str, Any]) -> Document:
    kept = {"state": step.state, "reason": step.reason, "due_at": step.due_at}
    gone = {name: "" for name, value in kept.items() if value is None}
    where = {"channel": step.channel, "superseded_by": step.superseded_by, "held_until": step.held_until}
    return {
        "$set": {**row, **{name: value for name, value in {**kept, **where}.items() if value is not None}},
        "$unset": {**gone, "claim": ""},
    }
