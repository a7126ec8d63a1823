"""What the province's board shows of all dossiers; each is a walk along an index that holds all that is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.clock import BEGINNING, VIETNAM
from shared.mongo import Database
from shared.mongo import aggregate as aggregate_pipeline
from shared.months import Month
from svc_dossier.domain.dossier import Channel
from svc_dossier.domain.figures import By, Figures
from svc_dossier.domain.rating import Level
from svc_dossier.domain.transitions import State
from svc_dossier.store.figures import INDEX, StoredFigures
from svc_dossier.store.indexes import RUNNING_STATES

LONGEST_MS = 30_000


@dataclass(frozen=True)
class ReceivedInMonths:
    total: Figures
    by_channel: Mapping[Channel, int]
    ratings: Mapping[Level, int]
    """Given in these months."""


class BoardFigures:
    """Every method raises one of ``MONGO_UNAVAILABLE`` when it takes too long."""

    def __init__(self, database: Database, figures: StoredFigures) -> None:
        self._collection = database["dossiers"]
        self._figures = figures

    async def by_state(self) -> Mapping[State, int]:
        pipeline = [{"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        rows = await aggregate_pipeline(self._collection, pipeline, hint="ix_inbox_by_state", longest_ms=LONGEST_MS)
        return {State(row["_id"]): row["count"] for row in rows}

    async def overdue(self, now: datetime) -> int:
        late = {"state": RUNNING_STATES, "due_at": {"$gt": BEGINNING, "$lt": now}}
        return await self._collection.count_documents(late, hint="ix_running_due", maxTimeMS=LONGEST_MS)

    async def received(self, first: Month, last: Month, now: datetime) -> ReceivedInMonths:
        since, until = first.begins(VIETNAM), last.plus(1).begins(VIETNAM)
        total = await self._figures.of(By.TOTAL, since, until, now, None, None)
        accepted = {"$match": {"accepted_at": {"$gte": since, "$lt": until}}}
        channels = await aggregate_pipeline(
            self._collection,
            [accepted, {"$group": {"_id": "$channel", "count": {"$sum": 1}}}],
            hint=INDEX,
            longest_ms=LONGEST_MS,
        )
        ratings = await aggregate_pipeline(
            self._collection,
            [
                {"$match": {"rating.level": {"$gt": 0}, "rating.at": {"$gte": since, "$lt": until}}},
                {"$group": {"_id": "$rating.level", "count": {"$sum": 1}}},
            ],
            hint="ix_ratings",
            longest_ms=LONGEST_MS,
        )
        return ReceivedInMonths(
            total.get("", Figures()),
            {Channel(row["_id"]): row["count"] for row in channels},
            {Level(row["_id"]): row["count"] for row in ratings},
        )
