"""Reminders of programmes: one document each; giving one and the event of it are one write."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from shared.clock import BEGINNING
from shared.events import Event
from shared.mongo import Database, Document, DuplicateKey, insert
from shared.outbox import ROOM_LEFT, change
from shared.versioned import duplicate, update_version
from shared.wakeup import Wakeup
from svc_content.domain.reminder import MAX_OF_CITIZEN, Reminder


class Reminders:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["reminders"]
        self._wakeup = wakeup

    async def add(self, reminder: Reminder) -> None:
        """Raises ``DuplicateValue``: of ``_id`` when the citizen has one of this programme, of ``place`` when another
        has that.
        """
        try:
            await insert(self._collection, {"_id": reminder.id, **_document(reminder), "outbox": []})
        except DuplicateKey as error:
            raise duplicate(error) from None

    async def places(self, citizen_id: str, now: datetime) -> list[int | None]:
        """The place of every one still to come; those of programmes that have begun leave theirs."""
        begun = {"citizen_id": citizen_id, "starts_at": {"$lte": now}}
        await self._collection.update_many(begun, {"$unset": {"place": ""}}, hint="ix_own")
        ahead = {"citizen_id": citizen_id, "starts_at": {"$gt": now}}
        found = self._collection.find(ahead, {"place": 1}, hint="ix_own").limit(2 * MAX_OF_CITIZEN)
        return [document.get("place") for document in await found.to_list(2 * MAX_OF_CITIZEN)]

    async def save(self, reminder: Reminder, events: Sequence[Event]) -> None:
        """Raises ``VersionConflict``."""
        before = {"_id": reminder.id, "version": reminder.version - 1, **(ROOM_LEFT if events else {})}
        document = _document(reminder)
        del document["version"]
        await update_version(self._collection, before, change({"$set": document}, events))
        if events:
            self._wakeup.set()

    async def find(self, reminder_id: str, citizen_id: str) -> Reminder | None:
        found = await self._collection.find_one({"_id": reminder_id, "citizen_id": citizen_id}, {"outbox": 0})
        return _reminder(found) if found else None

    async def own(self, citizen_id: str, now: datetime, limit: int) -> list[Reminder]:
        """Those of programmes still to come, the next first."""
        wanted = {"citizen_id": citizen_id, "starts_at": {"$gt": now}}
        found = self._collection.find(wanted, {"outbox": 0}, hint="ix_own").sort("starts_at", 1).limit(limit)
        return [_reminder(document) for document in await found.to_list(limit)]

    async def remove(self, reminder_id: str, citizen_id: str) -> None:
        """What already waits to be published is let go with it: the citizen does not want it any more."""
        await self._collection.delete_one({"_id": reminder_id, "citizen_id": citizen_id})

    async def due(self, now: datetime, limit: int) -> list[Reminder]:
        wanted = {"remind_at": {"$gt": BEGINNING, "$lte": now}}
        found = self._collection.find(wanted, {"outbox": 0}, hint="ix_due").sort("remind_at", 1).limit(limit)
        return [_reminder(document) for document in await found.to_list(limit)]

    async def waiting(self, channel: str, first: datetime, last: datetime) -> AsyncIterator[Reminder]:
        """Those still to be given of programmes that begin between the two, however many have asked for one."""
        wanted = {
            "channel.code": channel,
            "starts_at": {"$gte": first, "$lt": last},
            "remind_at": {"$gt": BEGINNING},
        }
        async for document in self._collection.find(wanted, {"outbox": 0}, hint="ix_channel"):
            yield _reminder(document)

    async def forget(self, citizen_id: str) -> None:
        await self._collection.delete_many({"citizen_id": citizen_id})


def _document(reminder: Reminder) -> Document:
    """The reminder as its document, without ``_id`` and outbox."""
    return {
        "version": reminder.version,
        "citizen_id": reminder.citizen_id,
        "channel": {"code": reminder.channel_code, "name": reminder.channel_name},
        "title": reminder.title,
        "starts_at": reminder.starts_at,
        "remind_at": reminder.remind_at,
        "made_at": reminder.made_at,
        "in_guide": reminder.in_guide,
        **({} if reminder.place is None else {"place": reminder.place}),
    }


def _reminder(document: Document) -> Reminder:
    return Reminder(
        id=document["_id"],
        version=document["version"],
        citizen_id=document["citizen_id"],
        channel_code=document["channel"]["code"],
        channel_name=document["channel"]["name"],
        title=document["title"],
        starts_at=document["starts_at"],
        remind_at=document["remind_at"],
        made_at=document["made_at"],
        in_guide=document.get("in_guide", True),
        place=document.get("place"),
    )
