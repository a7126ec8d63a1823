"""Which officer saw which data of citizens: written before the data is shown, never changed.

Kept for two years, then removed by the database (logs: at least a year, Nghị định 53/2022/NĐ-CP).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel

KEPT_SECONDS = 2 * 366 * 24 * 3600
SAME_PAGE = timedelta(minutes=10)

INDEXES: Sequence[IndexModel] = (
    IndexModel([("dossiers", ASCENDING), ("_id", DESCENDING)], name="ix_dossier"),
    IndexModel([("officer", ASCENDING), ("_id", DESCENDING)], name="ix_officer"),
    IndexModel([("at", ASCENDING)], name="ttl_at", expireAfterSeconds=KEPT_SECONDS),
)


Seen = Literal["inbox", "dossier", "file", "appointment"]
"""What was shown."""


@dataclass(frozen=True)
class AccessLogEntry:
    """``masked`` where personal numbers and phones were only hinted at; ``file`` when a file was read."""

    id: str
    at: datetime
    officer: str
    what: Seen
    dossiers: tuple[str, ...]
    masked: bool
    request_id: str
    file: str | None = None


class AccessLog:
    def __init__(self, database: Database) -> None:
        self._collection = database["looks"]
        self._pages: dict[str, AccessLogEntry] = {}

    async def add(self, entry: AccessLogEntry) -> None:
        """The same page of an inbox, shown to the same officer again within ``SAME_PAGE``, is one entry."""
        last = self._pages.get(entry.officer)
        if entry.what == "inbox" and last and last.dossiers == entry.dossiers and entry.at - last.at < SAME_PAGE:
            return
        members = {name: value for name, value in vars(entry).items() if name != "id"}
        await self._collection.insert_one({"_id": entry.id, **members, "dossiers": list(entry.dossiers)})
        if entry.what == "inbox":
            self._pages[entry.officer] = entry

    async def of(
        self, *, dossier_id: str | None, officer: str | None, before: str | None, limit: int
    ) -> list[AccessLogEntry]:
        """The latest first, past ``before``; of one dossier, of one officer, or all."""
        wanted: Document = {"_id": {"$lt": before}} if before else {}
        wanted |= {"dossiers": dossier_id} if dossier_id else {}
        wanted |= {"officer": officer} if officer else {}
        index = "ix_dossier" if dossier_id else "ix_officer" if officer else "_id_"
        found = self._collection.find(wanted, hint=index).sort("_id", DESCENDING).limit(limit)
        return [_entry(document) for document in await found.to_list(limit)]


def _entry(document: Document) -> AccessLogEntry:
    members = {name: value for name, value in document.items() if name != "_id"}
    return AccessLogEntry(id=document["_id"], **{**members, "dossiers": tuple(document["dossiers"])})
