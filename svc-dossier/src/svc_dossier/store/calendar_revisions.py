"""The working calendar, edit by edit: each revision whole, with who made it and why. Nothing is ever changed."""

from dataclasses import dataclass
from datetime import datetime

from shared.mongo import DESCENDING, Database, Document, DuplicateKey
from svc_dossier.catalogue.calendar_file import CalendarChange, CalendarFile


class RevisionTaken(Exception):
    """Somebody else made this revision first."""


@dataclass(frozen=True)
class CalendarRevision:
    """``number`` counts from 1; ``file`` is the calendar after ``change``."""

    number: int
    file: CalendarFile
    change: CalendarChange
    by: str
    at: datetime
    command_id: str
    fingerprint: str


class CalendarRevisions:
    def __init__(self, database: Database) -> None:
        self._collection = database["calendar_revisions"]

    async def add(self, revision: CalendarRevision) -> None:
        """Raises ``RevisionTaken``."""
        try:
            await self._collection.insert_one(_document(revision))
        except DuplicateKey:
            raise RevisionTaken from None

    async def newer_than(self, number: int) -> CalendarRevision | None:
        """The latest, if it is past ``number``."""
        found = await self._collection.find_one({"_id": {"$gt": number}}, sort=[("_id", DESCENDING)])
        return _revision(found) if found else None

    async def made_by(self, command_id: str) -> CalendarRevision | None:
        found = await self._collection.find_one({"command_id": command_id})
        return _revision(found) if found else None

    async def history(self, before: int | None, limit: int) -> list[CalendarRevision]:
        """The latest first, past ``before``."""
        wanted: Document = {"_id": {"$lt": before}} if before is not None else {}
        found = self._collection.find(wanted, hint="_id_").sort("_id", DESCENDING).limit(limit)
        return [_revision(document) for document in await found.to_list(limit)]


def _document(revision: CalendarRevision) -> Document:
    return {
        "_id": revision.number,
        "file": revision.file.model_dump(mode="json"),
        "change": revision.change.model_dump(mode="json"),
        "by": revision.by,
        "at": revision.at,
        "command_id": revision.command_id,
        "fingerprint": revision.fingerprint,
    }


def _revision(document: Document) -> CalendarRevision:
    return CalendarRevision(
        number=document["_id"],
        file=CalendarFile.model_validate(document["file"]),
        change=CalendarChange.model_validate(document["change"]),
        by=document["by"],
        at=document["at"],
        command_id=document["command_id"],
        fingerprint=document["fingerprint"],
    )
