"""Every status that an upstream system has told, kept as it came, with what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.mongo import Database, Document, DuplicateKey
from svc_dossier.domain.transitions import State
from svc_dossier.domain.upstream import Verdict
from svc_dossier.store.indexes import BEGINNING

UNJUDGED = timedelta(minutes=1)
"""Whoever kept it has died when it is not judged after that."""


@dataclass(frozen=True)
class Told:
    """``id`` is ``<system>/<the system's own id of the event>``; ``verdict`` is ``None`` until it was judged."""

    id: str
    system: str
    code: str
    status: State
    said_at: datetime
    received_at: datetime
    note: str | None
    verdict: Verdict | None = None
    dossier_id: str | None = None
    tries: int = 0


class UpstreamStatuses:
    def __init__(self, database: Database) -> None:
        self._collection = database["upstream_statuses"]

    async def add(self, told: Told) -> Told:
        """``told``, or the one that was kept before under the same id."""
        try:
            await self._collection.insert_one(_document(told))
        except DuplicateKey:
            kept = await self._collection.find_one({"_id": told.id})
            return _told(kept) if kept else told
        return told

    async def judged(self, told_id: str, verdict: Verdict, dossier_id: str | None, retry_at: datetime | None) -> None:
        """``retry_at``: when to look again for a dossier with this code."""
        change = {
            "$set": {"verdict": verdict.value, "dossier_id": dossier_id, "retry_at": retry_at},
            "$inc": {"tries": 1},
        }
        await self._collection.update_one({"_id": told_id}, change)

    async def to_retry(self, now: datetime, limit: int) -> list[Told]:
        due = {"retry_at": {"$gt": BEGINNING, "$lte": now}}
        found = self._collection.find(due, hint="ix_to_retry").sort("retry_at", 1).limit(limit)
        return [_told(document) for document in await found.to_list(limit)]

    async def with_verdict(self, verdict: Verdict, before: tuple[datetime, str] | None, limit: int) -> list[Told]:
        """The latest first, past ``before`` (received_at, id)."""
        wanted: Document = {"verdict": verdict.value}
        if before:
            moment, last = before
            wanted |= {
                "received_at": {"$lte": moment},
                "$or": [{"received_at": {"$lt": moment}}, {"_id": {"$lt": last}}],
            }
        found = self._collection.find(wanted, hint="ix_verdict").sort({"received_at": -1, "_id": -1}).limit(limit)
        return [_told(document) for document in await found.to_list(limit)]


def _document(told: Told) -> Document:
    return {
        "_id": told.id,
        "system": told.system,
        "code": told.code,
        "status": int(told.status),
        "said_at": told.said_at,
        "received_at": told.received_at,
        "note": told.note,
        "verdict": None,
        "dossier_id": None,
        "retry_at": told.received_at + UNJUDGED,
        "tries": 0,
    }


def _told(document: Mapping[str, Any]) -> Told:
    return Told(
        id=document["_id"],
        system=document["system"],
        code=document["code"],
        status=State(document["status"]),
        said_at=document["said_at"],
        received_at=document["received_at"],
        note=document["note"],
        verdict=Verdict(document["verdict"]) if document["verdict"] else None,
        dossier_id=document["dossier_id"],
        tries=document["tries"],
    )
