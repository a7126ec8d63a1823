"""Messages: one document each, which is inbox entry, queue entry and record of every call at once.

``due_at`` exists only while somebody must still look at the message, so a partial index on it is the queue, and a
claim that was lost comes up again by itself when its lease runs out. A planned message that goes out at once costs two
writes: the insert, which can already hold the claim, and the record of the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.mongo import ASCENDING, DESCENDING, Collection, Document, IndexModel, UpdateOne, aggregate, insert_each
from shared.together import Together
from svc_notify.domain.delivery import Step
from svc_notify.domain.message import OPEN, WAITING, Attempt, Lane, Message, State
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import AWAIT_CONTACT
from svc_notify.domain.reasons import Reason

ATTEMPTS_KEPT = 50
"""The latest calls kept in the document; a document is bounded."""

UNREAD_COUNTED = 100
"""Unread messages are counted to this many: the app shows no more than "99+"."""

INDEXES = (
    IndexModel(
        [("state", ASCENDING), ("due_at", ASCENDING)],
        name="ix_due",
        partialFilterExpression={"due_at": {"$exists": True}},
    ),
    IndexModel([("citizen_id", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="ix_inbox"),
    IndexModel([("citizen_id", ASCENDING)], name="ix_unread", partialFilterExpression={"unread": True}),
)


@dataclass(frozen=True)
class QueueLength:
    """How many messages are in a state, and the event time of the oldest."""

    count: int
    oldest: datetime


@dataclass(frozen=True)
class Record:
    """What came of a call, and where the message stands after it."""

    message_id: str
    attempt: Attempt
    step: Step

    def row(self) -> Document:
        return {f"attempts.$.{name}": value for name, value in _row(self.attempt).items()}


class Messages:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._insert = Together(self._insert_all)
        self._record = Together(self._record_all)

    async def insert(self, message: Message) -> bool:
        """Whether it was new; a message that is there already is left as it is."""
        return await self._insert(message)

    async def _insert_all(self, messages: Sequence[Message]) -> Sequence[bool]:
        taken = await insert_each(self._collection, [_document(message) for message in messages])
        return [key is None for key in taken]

    async def due(self, now: datetime, limit: int) -> list[Message]:
        """Waiting messages whose time has come, those that waited longest first."""
        waiting = {"state": {"$in": WAITING}, "due_at": {"$lte": now}}
        return [
            _message(found) for found in await self._collection.find(waiting).sort("due_at").limit(limit).to_list(limit)
        ]

    async def claim(self, ids: Sequence[str], begun: Attempt, now: datetime, until: datetime) -> set[str]:
        """Take these for sending, if they still wait; each gets ``begun`` as an open attempt. The ids that were won."""
        taken = await self._collection.update_many(
            {"_id": {"$in": ids}, "state": {"$in": WAITING}, "due_at": {"$lte": now}},
            {
                "$set": {"state": State.SENDING, "claim": begun.claim, "due_at": until},
                "$unset": {"reason": ""},
                "$push": {"attempts": {"$each": [_row(begun)], "$slice": -ATTEMPTS_KEPT}},
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
        written = await self._collection.bulk_write(
            [
                UpdateOne(
                    {"_id": one.message_id, "claim": one.attempt.claim, "attempts.claim": one.attempt.claim},
                    _moved(one.step, one.row()),
                )
                for one in records
            ],
            ordered=False,
        )
        if written.matched_count == len(records):
            return [True] * len(records)
        return [not await self._record_late(one) for one in records]

    async def _record_late(self, one: Record) -> bool:
        """Whether the record had not been written under its claim; then it is now, as a late one."""
        another = [{"at": {"$ne": one.attempt.at}}, {"outcome": {"$ne": one.attempt.outcome}}]
        unlike = {"$elemMatch": {"claim": one.attempt.claim, "$or": another}}
        late = _moved(one.step, one.row()) if one.step.state is State.ACCEPTED else {"$set": one.row()}
        written = await self._collection.update_one({"_id": one.message_id, "attempts": unlike}, late)
        return bool(written.matched_count)

    async def move(self, message: Message, step: Step) -> bool:
        """Take ``step`` without a call, if nobody has touched the message since it was read."""
        unchanged = {"_id": message.id, "state": message.state, "due_at": message.due_at}
        moved = await self._collection.update_one(unchanged, _moved(step, {}))
        return bool(moved.modified_count)

    async def lost(self, now: datetime, limit: int) -> list[Message]:
        """Messages whose claim has run out with a call begun and not recorded."""
        expired = {"state": State.SENDING, "due_at": {"$lte": now}}
        return [_message(found) for found in await self._collection.find(expired).limit(limit).to_list(limit)]

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
            {"$set": {"state": State.PLANNED, "due_at": now}, "$unset": {"reason": ""}},
        )
        return released.modified_count

    async def expire(self, now: datetime) -> int:
        """Settle what outlived its use while its channel was closed."""
        expired = await self._collection.update_many(
            {"state": {"$in": WAITING}, "due_at": {"$exists": True}, "expires_at": {"$lte": now}},
            {"$set": {"state": State.UNDELIVERABLE, "reason": Reason.EXPIRED}, "$unset": {"due_at": ""}},
        )
        return expired.modified_count

    async def queue(self) -> Mapping[State, QueueLength]:
        groups = await aggregate(
            self._collection,
            [
                {"$match": {"state": {"$in": OPEN}, "due_at": {"$exists": True}}},
                {"$group": {"_id": "$state", "count": {"$sum": 1}, "oldest": {"$min": "$at"}}},
            ],
        )
        return {State(group["_id"]): QueueLength(group["count"], group["oldest"]) for group in groups}

    async def inbox(self, citizen_id: str, before: tuple[datetime, str] | None, limit: int) -> list[Message]:
        """The citizen's messages, newest first, after the one whose time and id are ``before``."""
        mine: Document = {"citizen_id": citizen_id, "deleted_at": {"$exists": False}}
        if before is not None:
            at, message_id = before
            mine["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": message_id}}]
            mine["at"] = {"$lte": at}
        found = self._collection.find(mine).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
        return [_message(document) for document in await found.to_list(limit)]

    async def unread(self, citizen_id: str) -> int:
        """How many the citizen has not read, counted to ``UNREAD_COUNTED``."""
        return await self._collection.count_documents({"citizen_id": citizen_id, "unread": True}, limit=UNREAD_COUNTED)

    async def mark_read(self, citizen_id: str, message_id: str, now: datetime) -> Message | None:
        """The message, read since its first reading; ``None`` when this citizen has no such message."""
        mine = {"_id": message_id, "citizen_id": citizen_id, "deleted_at": {"$exists": False}}
        await self._collection.update_one(
            {**mine, "unread": True}, {"$set": {"read_at": now}, "$unset": {"unread": ""}}
        )
        found = await self._collection.find_one(mine)
        return _message(found) if found else None

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
    return {
        "$set": {**row, **{name: value for name, value in kept.items() if value is not None}},
        "$unset": {**gone, "claim": ""},
    }


def _row(attempt: Attempt) -> Document:
    return {name: value for name, value in vars(attempt).items() if value is not None}


def _document(message: Message) -> Document:
    fields = {name: value for name, value in vars(message).items() if value is not None and name != "id"}
    return {
        "_id": message.id,
        **fields,
        "params": dict(message.params),
        "attempts": [_row(attempt) for attempt in message.attempts],
        "unread": True,
    }


def _message(document: Document) -> Message:
    known = {name: document[name] for name in Message.__dataclass_fields__ if name in document}
    return Message(
        **{
            **known,
            "id": document["_id"],
            "state": State(document["state"]),
            "lane": Lane(document.get("lane", Lane.DIRECT)),
            "reason": Reason(document["reason"]) if "reason" in document else None,
            "attempts": tuple(_attempt(row) for row in document["attempts"]),
        }
    )


def _attempt(row: Document) -> Attempt:
    return Attempt(**{**row, "outcome": OutcomeClass(row["outcome"]) if "outcome" in row else None})
