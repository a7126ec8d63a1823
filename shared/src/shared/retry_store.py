"""Events that failed, kept in MongoDB until they succeed or the ladder ends; their partition moves on meanwhile."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from shared.backoff import full_jitter
from shared.metrics import MeasuredGauge
from shared.mongo import ASCENDING, Collection, Document, IndexModel, aggregate, ensure_indexes
from shared.redaction import redact_text
from shared.schedules import PARKED_EVENT_WAITS

INDEXES = (
    IndexModel([("group", ASCENDING), ("head", ASCENDING), ("due_at", ASCENDING)], name="ix_due"),
    IndexModel(
        [(name, ASCENDING) for name in ("group", "topic", "partition", "key", "offset")], name="ix_aggregate_order"
    ),
)

_waiting = MeasuredGauge("consumer_parked_events", "Events waiting to be tried again (counted to 10,000)", ["group"])


Headers = tuple[tuple[str, bytes | None], ...]

HEADER_COSTS = 32
"""Bytes of BSON around one header, at the most: half a million empty ones are a record that Kafka takes."""


@dataclass(frozen=True)
class Received:
    """One record as it came from Kafka: nothing of it is read yet, so nothing about it can be wrong."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @classmethod
    def of(cls, record: ConsumerRecord) -> "Received":
        return cls(record.topic, record.partition, record.offset, record.key, record.value, tuple(record.headers))

    @property
    def size(self) -> int:
        """Bytes, with what MongoDB adds to each header."""
        texts = [self.key, self.value, *(value for _, value in self.headers)]
        names = sum(len(name.encode()) for name, _ in self.headers)
        return sum(len(text or b"") for text in texts) + names + HEADER_COSTS * len(self.headers)

    def header(self, name: str) -> bytes | None:
        """The last header of that name."""
        return dict(self.headers).get(name)

    def position(self) -> dict[str, Any]:
        return {"topic": self.topic, "partition": self.partition, "offset": self.offset}


class ParkedEvents:
    """The parked events of one consumer group. The first of an aggregate is its ``head`` and is tried when due;
    the others wait behind it, in the order of their offsets.
    """

    LOOK_EVERY = 0.5
    AT_A_TIME = 50

    def __init__(self, group: str, collection: Collection) -> None:
        self._group = group
        self._collection = collection
        self._blocked: dict[tuple[str, int], set[bytes | None]] = {}
        self._changing = asyncio.Lock()

    async def own(self, partitions: frozenset[TopicPartition]) -> None:
        """Our partitions are ``partitions`` now: learn, if not yet known, which aggregates have events parked.

        Must have returned before an event of these partitions is handled, or it might overtake a parked one.
        """
        if self._blocked.keys() == partitions:
            return
        await ensure_indexes(self._collection, INDEXES)
        async with self._changing:
            blocked: dict[tuple[str, int], set[bytes | None]] = {}
            for topic, partition in partitions:
                ours = {"group": self._group, "topic": topic, "partition": partition}
                # In pieces: what ``distinct`` answers is one document, and ends at 16 MB.
                keys = await aggregate(self._collection, [{"$match": ours}, {"$group": {"_id": "$key"}}])
                blocked[topic, partition] = {found["_id"] for found in keys}
            self._blocked = blocked
            if not any(blocked.values()):
                _waiting.labels(self._group).set(0)

    def disown(self) -> None:
        """No partition is ours until the next ``own``: nothing is tried again."""
        self._blocked = {}

    async def wait_behind(self, received: Received) -> bool:
        """Park ``received`` if an earlier event of its aggregate is parked; whether it was."""
        if received.key not in self._blocked.get((received.topic, received.partition), ()):
            return False
        async with self._changing:
            if received.key not in self._blocked[received.topic, received.partition]:
                return False
            await self._store(received, head=False, due_in=None, attempts=0, error="")
            earlier = {**self._aggregate(received), "offset": {"$lt": received.offset}}
            if await self._collection.find_one(earlier, {"_id": 1}) is None:
                # The member that had this partition before us dealt with the one we saw.
                await self._make_head({"_id": self._id(received)})
            return True

    async def park(self, received: Received, error: Exception) -> None:
        """Keep ``received``, which failed for the first time."""
        async with self._changing:
            await self._store(received, head=True, due_in=_wait(1), attempts=1, error=_say(error))
            self._blocked.setdefault((received.topic, received.partition), set()).add(received.key)

    async def due(self) -> list[tuple[Received, int]]:
        """Heads whose time has come, in our partitions, with the attempts made so far."""
        ours = [{"topic": topic, "partition": partition} for topic, partition in self._blocked]
        if not ours:
            return []
        due = {"$lte": ["$due_at", "$$NOW"]}
        never = {"$gt": ["$due_at", _from_now(PARKED_EVENT_WAITS[-1])]}  # a clock that was wrong has set it
        query = {"group": self._group, "head": True, "$or": ours, "$expr": {"$or": [due, never]}}
        heads = self._collection.find(query).sort("due_at", ASCENDING).limit(self.AT_A_TIME)
        found = await heads.to_list(self.AT_A_TIME)
        some = found or any(self._blocked.values())
        _waiting.labels(self._group).set(
            await self._collection.count_documents({"group": self._group}, limit=10_000) if some else 0
        )
        return [(_received(document), document["attempts"]) for document in found]

    async def postpone(self, received: Received, attempts: int, error: Exception) -> bool:
        """Set the next try; ``False`` when the ladder has ended."""
        if attempts > len(PARKED_EVENT_WAITS):
            return False
        await self._collection.update_one(
            {"_id": self._id(received)},
            [
                {
                    "$set": {
                        "due_at": _from_now(_wait(attempts)),
                        "attempts": attempts,
                        "error": {"$literal": _say(error)},
                    }
                }
            ],
        )
        return True

    async def settle(self, received: Received) -> None:
        """``received`` is dealt with: the next of its aggregate becomes head, due at once, or all flow again."""
        async with self._changing:
            await self._collection.delete_one({"_id": self._id(received)})
            if not await self._make_head(self._aggregate(received)):
                self._blocked.get((received.topic, received.partition), set()).discard(received.key)
                if not any(self._blocked.values()):
                    _waiting.labels(self._group).set(0)

    async def _make_head(self, query: Document) -> bool:
        """Let the first that matches be tried at once; whether there is one."""
        now = [{"$set": {"head": True, "due_at": "$$NOW"}}]
        return await self._collection.find_one_and_update(query, now, sort=[("offset", ASCENDING)]) is not None

    async def _store(
        self, received: Received, *, head: bool, due_in: timedelta | None, attempts: int, error: str
    ) -> None:
        # Upsert: the same event comes again when the offsets of its batch were not committed.
        kept = {
            **self._aggregate(received),
            "_id": self._id(received),
            "offset": received.offset,
            "value": received.value,
            "headers": [list(pair) for pair in received.headers],
            "head": head,
            "attempts": attempts,
            "error": error,
        }
        times = {"due_at": None if due_in is None else _from_now(due_in), "first_failed_at": "$$NOW"}
        made = {"$mergeObjects": [{"$literal": kept}, times]}
        there = {"$ne": [{"$type": "$offset"}, "missing"]}
        await self._collection.update_one(
            {"_id": self._id(received)}, [{"$replaceWith": {"$cond": [there, "$$ROOT", made]}}], upsert=True
        )

    def _aggregate(self, received: Received) -> Document:
        return {
            "group": self._group,
            "topic": received.topic,
            "partition": received.partition,
            "key": received.key,
        }

    def _id(self, received: Received) -> str:
        return f"{self._group}/{received.topic}/{received.partition}/{received.offset}"


def _wait(attempts: int) -> timedelta:
    """The wait before the next try after ``attempts``, drawn from the upper half of the ladder's step."""
    longest = PARKED_EVENT_WAITS[attempts - 1].total_seconds()
    return timedelta(seconds=longest / 2 + full_jitter(1, longest / 2, longest / 2))


def _from_now(wait: timedelta) -> Document:
    """The moment ``wait`` from now by the database's time: the member that tries again may be another one, with another
    clock.
    """
    return {"$add": ["$$NOW", int(wait.total_seconds() * 1000)]}


def _received(document: Document) -> Received:
    return Received(
        document["topic"],
        document["partition"],
        document["offset"],
        document["key"],
        document["value"],
        tuple((name, value) for name, value in document["headers"]),
    )


def _say(error: Exception) -> str:
    """Text that MongoDB takes, whatever was in the record."""
    return redact_text(f"{type(error).__name__}: {error}")[:500].encode("utf-8", "backslashreplace").decode()
