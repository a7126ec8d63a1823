"""Which officer saw which data of citizens: written before the data is shown, never changed.

Kept for two years, then removed by the database (logs: at least a year, Nghị định 53/2022/NĐ-CP).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.clock import Clock
from shared.ids import new_id
from shared.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel
from shared.tracing import current_request_id

COLLECTION = "access_log"
KEPT_SECONDS = 2 * 366 * 24 * 3600
SAME_PAGE = timedelta(minutes=10)
INBOX = "inbox"
"""The list that an officer's screen asks for again by itself."""

INDEXES: Sequence[IndexModel] = (
    IndexModel([("subjects", ASCENDING), ("_id", DESCENDING)], name="ix_subject"),
    IndexModel([("officer", ASCENDING), ("_id", DESCENDING)], name="ix_officer"),
    IndexModel([("at", ASCENDING)], name="ttl_at", expireAfterSeconds=KEPT_SECONDS),
)


@dataclass(frozen=True)
class AccessLogEntry:
    """``what`` kind of thing was shown, in the service's own word, and the ids of those it was about.

    ``officer`` is an id, ``officer_name`` what they were called then. ``masked`` where personal numbers and phones were
    only hinted at; ``file`` when a file was read.
    """

    id: str
    at: datetime
    officer: str
    what: str
    subjects: tuple[str, ...]
    masked: bool
    request_id: str
    file: str | None = None
    officer_name: str = ""


class Officer(Protocol):
    """Who looks: whoever their token says they are, or the party of a service that was made of it."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


class AccessLog:
    def __init__(self, database: Database) -> None:
        self._collection = database[COLLECTION]
        self._pages: dict[str, AccessLogEntry] = {}

    async def add(self, entry: AccessLogEntry) -> None:
        """The same page of an inbox, shown to the same officer again within ``SAME_PAGE``, is one entry."""
        last = self._pages.get(entry.officer)
        if entry.what == INBOX and last and last.subjects == entry.subjects and entry.at - last.at < SAME_PAGE:
            return
        members = {name: value for name, value in vars(entry).items() if name != "id"}
        await self._collection.insert_one({"_id": entry.id, **members, "subjects": list(entry.subjects)})
        if entry.what == INBOX:
            self._pages[entry.officer] = entry

    async def of(
        self, *, subject: str | None, officer: str | None, before: str | None, limit: int
    ) -> list[AccessLogEntry]:
        """The latest first, past ``before``; of one subject, of one officer, or all."""
        wanted: Document = {"_id": {"$lt": before}} if before else {}
        wanted |= {"subjects": subject} if subject else {}
        wanted |= {"officer": officer} if officer else {}
        index = "ix_subject" if subject else "ix_officer" if officer else "_id_"
        found = self._collection.find(wanted, hint=index).sort("_id", DESCENDING).limit(limit)
        return [_entry(document) for document in await found.to_list(limit)]


@dataclass(frozen=True)
class RecordAccess:
    """An officer is about to see data of citizens: that is written down first, and without it nothing is shown."""

    log: AccessLog
    clock: Clock

    async def __call__(
        self, officer: Officer, what: str, subjects: Sequence[str], *, masked: bool, file: str | None = None
    ) -> None:
        now = self.clock.now()
        entry = AccessLogEntry(
            id=new_id("acc", now),
            at=now,
            officer=officer.id,
            officer_name=officer.name,
            what=what,
            subjects=tuple(subjects),
            masked=masked,
            request_id=current_request_id(),
            file=file,
        )
        await self.log.add(entry)


def _entry(document: Document) -> AccessLogEntry:
    members = {name: value for name, value in document.items() if name != "_id"}
    return AccessLogEntry(id=document["_id"], **{**members, "subjects": tuple(document["subjects"])})
