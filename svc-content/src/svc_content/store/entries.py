"""Rows of every kind that a province arranges: one document each."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from shared.errors import DuplicateValue
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, insert, insert_each
from shared.outbox import ROOM_LEFT, announce_again, change, entry
from shared.versioned import update_version
from shared.wakeup import Wakeup
from svc_content.domain.entry import Edit, EditEntry, Entry, entry_id


class Entries:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["entries"]
        self._wakeup = wakeup

    async def seed(self, entries: Sequence[Entry], events_of: Callable[[Entry], Sequence[Event]]) -> None:
        """Keep those that are not kept yet, each with what is told of it; what is there stays as it is."""
        wanted = [one.id for one in entries]
        found = await self._collection.find({"_id": {"$in": wanted}}, {"_id": 1}).to_list(len(wanted))
        there = {document["_id"] for document in found}
        missing = [
            _document(one) | {"_id": one.id, "outbox": [entry(event) for event in events_of(one)]}
            for one in entries
            if one.id not in there
        ]
        if missing:
            await insert_each(self._collection, missing)
            self._wakeup.set()

    async def add(self, one: Entry, events: Sequence[Event]) -> None:
        """Raises ``DuplicateValue`` when there is one of its kind and key."""
        document = {"_id": one.id, **_document(one), "outbox": [entry(event) for event in events]}
        try:
            await insert(self._collection, document)
        except DuplicateKey:
            raise DuplicateValue("key", one.key) from None
        self._wakeup.set()

    async def save(self, one: Entry, events: Sequence[Event]) -> None:
        """Write the edit that made ``one`` out of the version before. Raises ``VersionConflict``."""
        before = {"_id": one.id, "version": one.version - 1, **(ROOM_LEFT if events else {})}
        document = _document(one)
        del document["version"]
        await update_version(self._collection, before, change({"$set": document}, events))
        self._wakeup.set()

    async def load(self, kind: str, key: str) -> Entry | None:
        found = await self._collection.find_one({"_id": entry_id(kind, key)}, {"outbox": 0})
        return _entry(found) if found else None

    async def of_kind(self, kind: str, after: tuple[int, str] | None, limit: int) -> list[Entry]:
        """Sorted by position and key, past ``after``."""
        wanted: Document = {"kind": kind, **after_key("position", after, direction=ASCENDING, tie="key")}
        found = self._collection.find(wanted, {"outbox": 0}, hint="ix_kind").sort({"position": 1, "key": 1})
        return [_entry(document) for document in await found.limit(limit).to_list(limit)]

    async def announce_again(self, events_of: Callable[[Entry], Sequence[Event]]) -> int:
        """Have what ``events_of`` tells of each row sent once more; how many rows."""
        return await announce_again(self._collection, {}, lambda found: events_of(_entry(found)))

    async def changed_since(self, moment: datetime) -> AsyncIterator[Entry]:
        async for document in self._collection.find({"changed_at": {"$gte": moment}}, {"outbox": 0}):
            yield _entry(document)


def _document(one: Entry) -> Document:
    """The entry as its document, without ``_id`` and outbox."""
    return {
        "kind": one.kind,
        "key": one.key,
        "version": one.version,
        "position": one.position,
        "active": one.active,
        "content": dict(one.content),
        "changed_at": one.changed_at,
        "record": [{**vars(edit), "edit": edit.edit.value, "changed": [*edit.changed]} for edit in one.record],
    }


def _entry(document: Document) -> Entry:
    return Entry(
        kind=document["kind"],
        key=document["key"],
        version=document["version"],
        position=document["position"],
        active=document["active"],
        content=document["content"],
        record=tuple(
            EditEntry(**{**edit, "edit": Edit(edit["edit"]), "changed": tuple(edit["changed"])})
            for edit in document["record"]
        ),
    )
