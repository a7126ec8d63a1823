"""Every look of an officer at citizens' data: written before the data is shown, never changed.

Kept for two years, then removed by the database (logs: at least a year, Nghị định 53/2022/NĐ-CP).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel

KEPT_SECONDS = 2 * 366 * 24 * 3600
SAME_LOOK = timedelta(minutes=10)

INDEXES: Sequence[IndexModel] = (
    IndexModel([("dossiers", ASCENDING), ("_id", DESCENDING)], name="ix_dossier"),
    IndexModel([("officer", ASCENDING), ("_id", DESCENDING)], name="ix_officer"),
    IndexModel([("at", ASCENDING)], name="ttl_at", expireAfterSeconds=KEPT_SECONDS),
)


@dataclass(frozen=True)
class AccessLogEntry:
    """``masked`` where personal numbers and phones were only hinted at; ``file`` when a file was read."""

    id: str
    at: datetime
    officer: str
    what: Literal["inbox", "dossier", "file", "appointment"]
    dossiers: tuple[str, ...]
    masked: bool
    request_id: str
    file: str | None = None


class AccessLog:
    def __init__(self, database: Database) -> None:
        self._collection = database["looks"]
        self._pages: dict[str, AccessLogEntry] = {}

    async def add(self, look: AccessLogEntry) -> None:
        """The same page of an inbox, shown to the same officer again within ``SAME_LOOK``, is one look."""
        last = self._pages.get(look.officer)
        if look.what == "inbox" and last and last.dossiers == look.dossiers and look.at - last.at < SAME_LOOK:
            return
        members = {name: value for name, value in vars(look).items() if name != "id"}
        await self._collection.insert_one({"_id": look.id, **members, "dossiers": list(look.dossiers)})
        if look.what == "inbox":
            self._pages[look.officer] = look

    async def of(
        self, *, dossier_id: str | None, officer: str | None, before: str | None, limit: int
    ) -> list[AccessLogEntry]:
        """The latest first, past ``before``; of one dossier, of one officer, or all."""
        wanted: Document = {"_id": {"$lt": before}} if before else {}
        wanted |= {"dossiers": dossier_id} if dossier_id else {}
        wanted |= {"officer": officer} if officer else {}
        index = "ix_dossier" if dossier_id else "ix_officer" if officer else "_id_"
        found = self._collection.find(wanted, hint=index).sort("_id", DESCENDING).limit(limit)
        return [_look(document) for document in await found.to_list(limit)]


def _look(document: Document) -> AccessLogEntry:
    members = {name: value for name, value in document.items() if name != "_id"}
    return AccessLogEntry(id=document["_id"], **{**members, "dossiers": tuple(document["dossiers"])})
