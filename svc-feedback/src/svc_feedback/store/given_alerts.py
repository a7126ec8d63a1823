"""The alerts that officers find in the console: of what is still open, the latest of each report and question.

They are no copy: an alert stands in the document that it is about, and goes when that is done. Beside it stands only up
to when each officer has read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.clock import BEGINNING
from shared.keyset import after_key
from shared.mongo import DESCENDING, Database, Document, IndexModel
from svc_feedback.domain.alerts import Clock, Level
from svc_feedback.store.scope import Scope, scope_filter

INDEX = IndexModel(
    [("alerted.given_at", DESCENDING), ("_id", DESCENDING)],
    name="ix_alerted",
    partialFilterExpression={"open": True, "alerted.given_at": {"$gt": BEGINNING}},
)
MOST_UNREAD = 99
"""Counted; a badge shows no more."""
About = Literal["report", "question"]
_COMMUNES: Mapping[About, str] = {"report": "place.commune", "question": "commune"}
_SHOWN = {"code": 1, "title": 1, "agency_id": 1, "alerted": 1}


@dataclass(frozen=True)
class GivenAlert:
    kind: About
    id: str
    code: str
    title: str
    agency_id: str | None
    clock: Clock
    level: Level
    due_at: datetime
    given_at: datetime


@dataclass(frozen=True)
class AlertsSeen:
    """What an officer hears of. ``waiting_for_agency``: whether of everything that no agency has yet, too."""

    levels: frozenset[Level]
    waiting_for_agency: bool


class GivenAlerts:
    def __init__(self, database: Database) -> None:
        self._collections = {kind: database[f"{kind}s"] for kind in _COMMUNES}
        self._read = database["alerts_read"]

    async def latest(
        self, scope: Scope, seen: AlertsSeen, after: tuple[datetime, str] | None, limit: int
    ) -> list[GivenAlert]:
        """Those in ``scope``, the latest first, past ``after`` (given_at, id)."""
        found: list[GivenAlert] = []
        for kind, collection in self._collections.items():
            wanted = _wanted(kind, scope, seen)
            wanted["$and"].append(after_key("alerted.given_at", after))
            rows = collection.find(wanted, _SHOWN, hint="ix_alerted").sort({"alerted.given_at": -1, "_id": -1})
            found += [_alert(kind, row) for row in await rows.limit(limit).to_list(limit)]
        return sorted(found, key=lambda alert: (alert.given_at, alert.id), reverse=True)[:limit]

    async def unread(self, scope: Scope, seen: AlertsSeen, since: datetime) -> int:
        """How many were given after ``since``, up to ``MOST_UNREAD``."""
        count = 0
        for kind, collection in self._collections.items():
            wanted = {**_wanted(kind, scope, seen), "alerted.given_at": {"$gt": since}}
            count += await collection.count_documents(wanted, hint="ix_alerted", limit=MOST_UNREAD)
        return min(count, MOST_UNREAD)

    async def read_until(self, staff_id: str) -> datetime:
        found = await self._read.find_one({"_id": staff_id})
        return found["until"] if found else BEGINNING

    async def read(self, staff_id: str, until: datetime) -> None:
        """What an older window says later changes nothing."""
        await self._read.update_one({"_id": staff_id}, {"$max": {"until": until}}, upsert=True)


def _wanted(kind: About, scope: Scope, seen: AlertsSeen) -> Document:
    theirs: list[Document] = [{"alerted.level": {"$in": sorted(seen.levels)}}]
    if seen.waiting_for_agency:
        theirs.append({"agency_id": None})
    return {
        **scope_filter(scope, _COMMUNES[kind]),
        "open": True,
        "alerted.given_at": {"$gt": BEGINNING},
        "$and": [{"$or": theirs}],
    }


def _alert(kind: About, row: Mapping[str, Any]) -> GivenAlert:
    alert = row["alerted"]
    return GivenAlert(
        kind=kind,
        id=row["_id"],
        code=row["code"],
        title=row["title"],
        agency_id=row["agency_id"],
        clock=Clock(alert["clock"]),
        level=Level(alert["level"]),
        due_at=alert["due_at"],
        given_at=alert["given_at"],
    )
