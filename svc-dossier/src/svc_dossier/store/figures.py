"""Figures straight from the dossiers, so that no crash can make them wrong: one walk along a covering index.

Measured with a million dossiers: `python -m bench million`.
"""

from collections.abc import Mapping
from datetime import datetime

from shared.clock import VIETNAM
from shared.mongo import Database, Document
from shared.mongo import aggregate as aggregate_pipeline
from svc_dossier.domain.dossier import Channel
from svc_dossier.domain.figures import By, Figures
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.domain.transitions import State

INDEX = "ix_figures_timed"
LONGEST_MS = 8_000
NOT_STARTED = [int(State.SUPPLEMENT_REQUESTED), int(State.PAYMENT_REQUESTED)]
"""Waiting for the citizen: no date is due meanwhile, and it is not late."""

_KEYS: Mapping[By, object] = {
    By.TOTAL: None,
    By.MONTH: {"$dateToString": {"date": "$accepted_at", "format": "%Y-%m", "timezone": str(VIETNAM)}},
    By.AGENCY: "$agency.id",
    By.COMMUNE: "$agency.id",
    By.PROCEDURE: "$procedure.code",
}


class StoredFigures:
    def __init__(self, database: Database) -> None:
        self._collection = database["dossiers"]

    async def of(
        self,
        by: By,
        since: datetime,
        until: datetime,
        now: datetime,
        agencies: frozenset[str] | None,
        procedure_code: str | None,
    ) -> Mapping[str, Figures]:
        """Figures of what was accepted from ``since`` to before ``until``, by key (``""`` for the total).

        ``agencies``: ``None`` for all. Raises one of ``MONGO_UNAVAILABLE`` when it takes too long.
        """
        wanted: Document = {"accepted_at": {"$gte": since, "$lt": until}}
        wanted |= {"agency.id": {"$in": sorted(agencies)}} if agencies is not None else {}
        wanted |= {"procedure.code": procedure_code} if procedure_code else {}
        pipeline = [{"$match": wanted}, {"$group": {"_id": _KEYS[by], **_sums(now)}}]
        found = await aggregate_pipeline(self._collection, pipeline, hint=INDEX, longest_ms=LONGEST_MS)
        return {
            row["_id"] or "": Figures(**{name: count for name, count in row.items() if name != "_id"}) for row in found
        }


def _sums(now: datetime) -> Document:
    online = {"$eq": ["$channel", int(Channel.ONLINE)]}
    offered = {"$ne": ["$mode", SubmissionMode.INFO_ONLY.value]}
    # What the national portal works on has no date here, whatever it waits for.
    here = {"$ne": ["$mode", SubmissionMode.DVCQG_HANDOFF.value]}
    # A procedure without a published time never has a date: it is neither on time nor late.
    timed = {"$gt": ["$allowed.value", None]}
    waits = {"$and": [{"$in": ["$state", NOT_STARTED]}, here, timed]}
    judged = {"$or": [waits, {"$gt": ["$due_at", None]}]}
    finished = {"$gt": ["$finished_at", None]}
    in_time = {"$cond": [finished, {"$lte": ["$finished_at", "$due_at"]}, {"$or": [waits, {"$gte": ["$due_at", now]}]}]}
    counted = {
        "received": True,
        "online": online,
        "offered": offered,
        "online_of_offered": {"$and": [online, offered]},
        "mini_app": {"$eq": ["$source_app", "mini_app"]},
        "judged": judged,
        "on_time": {"$and": [judged, in_time]},
    }
    return {name: {"$sum": {"$cond": [condition, 1, 0]}} for name, condition in counted.items()}
