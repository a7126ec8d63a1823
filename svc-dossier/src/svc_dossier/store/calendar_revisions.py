"""The working calendar, edit by edit: each revision whole, with who made it and why; only its outbox empties.

The event that tells of a revision is in the write that makes it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.events import Event
from shared.mongo import DESCENDING, Database, Document, DuplicateKey, insert
from shared.outbox import announce_again, entry
from shared.versioned import duplicate
from shared.wakeup import Wakeup
from svc_dossier.catalogue.calendar_file import CalendarChange, OfficeCalendarFile

_SHOWN = {"outbox": 0}


@dataclass(frozen=True)
class CalendarRevision:
    """``number`` counts from 1; ``file`` is the calendar after ``change``."""

    number: int
    file: OfficeCalendarFile
    change: CalendarChange
    by: str
    at: datetime
    command_id: str
    fingerprint: str
    by_name: str = ""


class CalendarRevisions:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["calendar_revisions"]
        self._wakeup = wakeup

    async def add(self, revision: CalendarRevision, event: Event) -> None:
        """Raises ``DuplicateValue`` when somebody else made this revision first, or the command has made one."""
        try:
            await insert(self._collection, {**_document(revision), "outbox": [entry(event)]})
        except DuplicateKey as error:
            raise duplicate(error) from None
        self._wakeup.set()

    async def announce_again(self, event: Callable[[CalendarRevision], Event]) -> int:
        """Have the calendar in force told of once more; 0 while that is the shipped one, which every service has."""
        latest = await self.newer_than(0)
        wanted = {"_id": latest.number if latest else 0}
        return await announce_again(self._collection, wanted, lambda found: [event(_revision(found))], "_id")

    async def newer_than(self, number: int) -> CalendarRevision | None:
        """The latest, if it is past ``number``."""
        found = await self._collection.find_one({"_id": {"$gt": number}}, _SHOWN, sort=[("_id", DESCENDING)])
        return _revision(found) if found else None

    async def made_by(self, command_id: str) -> CalendarRevision | None:
        found = await self._collection.find_one({"command_id": command_id}, _SHOWN)
        return _revision(found) if found else None

    async def history(self, before: int | None, limit: int) -> list[CalendarRevision]:
        """The latest first, past ``before``."""
        wanted: Document = {"_id": {"$lt": before}} if before is not None else {}
        found = self._collection.find(wanted, _SHOWN, hint="_id_").sort("_id", DESCENDING).limit(limit)
        return [_revision(document) for document in await found.to_list(limit)]


def _document(revision: CalendarRevision) -> Document:
    return {
        "_id": revision.number,
        "file": revision.file.model_dump(mode="json"),
        "change": revision.change.model_dump(mode="json"),
        "by": revision.by,
        "by_name": revision.by_name,
        "at": revision.at,
        "command_id": revision.command_id,
        "fingerprint": revision.fingerprint,
    }


def _revision(document: Mapping[str, Any]) -> CalendarRevision:
    return CalendarRevision(
        number=document["_id"],
        file=OfficeCalendarFile.model_validate(document["file"]),
        change=CalendarChange.model_validate(document["change"]),
        by=document["by"],
        at=document["at"],
        command_id=document["command_id"],
        fingerprint=document["fingerprint"],
        by_name=document.get("by_name", ""),
    )
