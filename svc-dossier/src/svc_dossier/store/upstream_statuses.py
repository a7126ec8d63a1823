"""Every status that an upstream system has sent, kept as it came, with what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.clock import BEGINNING
from shared.keyset import after_key
from shared.mongo import Database, Document, DuplicateKey, insert
from shared.schedules import UPSTREAM_STATUS_WAIT
from svc_dossier.domain.transitions import State
from svc_dossier.domain.upstream import StatusOutcome

UNDECIDED = timedelta(minutes=1)
"""Whoever kept it has died when nothing is decided after that."""


@dataclass(frozen=True)
class ReceivedStatus:
    """``id`` is ``<system>/<the system's own id of the event>``; ``outcome`` is ``None`` until it was decided."""

    id: str
    system: str
    code: str
    status: State
    said_at: datetime
    received_at: datetime
    note: str | None
    outcome: StatusOutcome | None = None
    dossier_id: str | None = None
    tries: int = 0


class UpstreamStatuses:
    def __init__(self, database: Database) -> None:
        self._collection = database["upstream_statuses"]

    async def add(self, received: ReceivedStatus) -> ReceivedStatus:
        """``received``, or the one that was kept before under the same id."""
        try:
            await insert(self._collection, _document(received))
        except DuplicateKey:
            kept = await self._collection.find_one({"_id": received.id})
            return _received(kept) if kept else received
        return received

    async def decided(
        self, status_id: str, outcome: StatusOutcome, dossier_id: str | None, retry_at: datetime | None
    ) -> None:
        """``retry_at``: when to look again for a dossier with this code."""
        change = {
            "$set": {"outcome": outcome.value, "dossier_id": dossier_id, "retry_at": retry_at},
            "$inc": {"tries": 1},
        }
        await self._collection.update_one({"_id": status_id}, change)

    async def decide_again(self, code: str, now: datetime) -> None:
        """What could not be applied because several claimed ``code`` is looked at anew."""
        waiting = {"outcome": StatusOutcome.FLAGGED.value, "code": code, "dossier_id": None}
        undecided = {"outcome": StatusOutcome.UNKNOWN.value, "retry_at": now}
        await self._collection.update_many(waiting, {"$set": undecided}, hint="ix_outcome")

    async def to_retry(self, now: datetime, limit: int) -> list[ReceivedStatus]:
        """Those whose time has come, the oldest first; then those whose time nobody can have meant."""
        due = await self._to_retry({"$gt": BEGINNING, "$lte": now}, limit)
        if len(due) < limit:
            due += await self._to_retry({"$gt": now + 2 * UPSTREAM_STATUS_WAIT.cap}, limit - len(due))
        return due

    async def _to_retry(self, when: Document, limit: int) -> list[ReceivedStatus]:
        found = self._collection.find({"retry_at": when}, hint="ix_to_retry").sort("retry_at", 1).limit(limit)
        return [_received(document) for document in await found.to_list(limit)]

    async def with_outcome(
        self, outcome: StatusOutcome, before: tuple[datetime, str] | None, limit: int
    ) -> list[ReceivedStatus]:
        """The latest first, past ``before`` (received_at, id)."""
        wanted: Document = {"outcome": outcome.value, **after_key("received_at", before)}
        found = self._collection.find(wanted, hint="ix_outcome").sort({"received_at": -1, "_id": -1}).limit(limit)
        return [_received(document) for document in await found.to_list(limit)]


def _document(received: ReceivedStatus) -> Document:
    return {
        "_id": received.id,
        "system": received.system,
        "code": received.code,
        "status": int(received.status),
        "said_at": received.said_at,
        "received_at": received.received_at,
        "note": received.note,
        "outcome": None,
        "dossier_id": None,
        "retry_at": received.received_at + UNDECIDED,
        "tries": 0,
    }


def _received(document: Mapping[str, Any]) -> ReceivedStatus:
    return ReceivedStatus(
        id=document["_id"],
        system=document["system"],
        code=document["code"],
        status=State(document["status"]),
        said_at=document["said_at"],
        received_at=document["received_at"],
        note=document["note"],
        outcome=StatusOutcome(document["outcome"]) if document["outcome"] else None,
        dossier_id=document["dossier_id"],
        tries=document["tries"],
    )
