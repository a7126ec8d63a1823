"""The transactional outbox, inside the aggregate's own document.

An aggregate is one document ``{_id, version, …, outbox: [entry, …]}``. The write that changes its state appends the
events it causes, so both happen or neither does, in one majority write and without a transaction, which would take
twice as long (``bench/results.md``, row ``sustained``). ``shared.relay`` publishes and removes the entries.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.events import Event
from shared.mongo import ASCENDING, Collection, Document, IndexModel

LIMIT = 100
"""Most entries that may wait in one document: a document is bounded, even while Kafka is down."""

PENDING: Mapping[str, Any] = {"outbox.0": {"$exists": True}}
NOTHING_WAITS: Mapping[str, Any] = {"outbox.0": {"$exists": False}}
ROOM_LEFT: Mapping[str, Any] = {f"outbox.{LIMIT - 1}": {"$exists": False}}
"""Add to the filter of an update that appends events."""

INDEX = IndexModel([("outbox.0.time", ASCENDING)], name="ix_outbox_pending", partialFilterExpression=dict(PENDING))
"""Holds only the documents with something to publish, oldest first."""


def entry(event: Event) -> Document:
    """``event`` as it waits in the document."""
    return {
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": event.time,
        "version": event.version,
        "data": dict(event.data),
        "traceparent": event.traceparent,
        "request_id": event.request_id,
    }


def event(entry: Mapping[str, Any]) -> Event:
    return Event(**{name: entry[name] for name in Event.__dataclass_fields__})


async def announce_again(
    collection: Collection,
    wanted: Mapping[str, Any],
    events: Callable[[Document], Sequence[Event]],
    version: str = "version",
) -> int:
    """Have what ``events`` tells of each document of ``wanted`` sent once more, as after the loss of Kafka; how many
    documents. Whoever knows it leaves it out. One whose events are yet to be sent is passed over, and so is one that
    changes meanwhile (``version`` names the member that says so): they are told of anyway.
    """
    announced = 0
    async for document in collection.find({**wanted, **NOTHING_WAITS}):
        waiting = [entry(event) for event in events(document)]
        as_read = {"_id": document["_id"], version: document[version], **NOTHING_WAITS}
        if waiting:
            outcome = await collection.update_one(as_read, {"$push": {"outbox": {"$each": waiting}}})
            announced += outcome.modified_count
    return announced


def change(update: Mapping[str, Any], events: Sequence[Event]) -> Document:
    """``update`` (Mongo operators) that also raises the version by one and appends ``events``.

    Use it with a filter on ``_id``, the ``version`` that was read, the owner, and ``ROOM_LEFT``.
    """
    changed: Document = {operator: dict(fields) for operator, fields in update.items()}
    changed.setdefault("$inc", {})["version"] = 1
    if events:
        changed.setdefault("$push", {})["outbox"] = {"$each": [entry(event) for event in events]}
    return changed
