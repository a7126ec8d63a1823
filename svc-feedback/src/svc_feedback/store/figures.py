"""Figures straight from the reports, so that no crash can make them wrong: one walk along a covering index."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from shared.clock import VIETNAM
from shared.mongo import Database, Document
from shared.mongo import aggregate as aggregate_pipeline
from svc_feedback.domain.figures import By, Figures
from svc_feedback.domain.rating import Satisfaction
from svc_feedback.domain.report_states import State

INDEX, RATED_INDEX = "ix_figures", "ix_rated_figures"
LONGEST_MS = 8_000
_SATISFIED = int(next(level for level in Satisfaction if level.is_satisfied))
_JUDGED_BY_NOTHING = [
    state.value for state in (State.REFUSED, State.REFERRED, State.MERGED, State.WITHDRAWN, State.WAITING_INFORMATION)
]

BUCKET_SECONDS = 300
"""Medians are exact to this, and said to a tenth of an hour: a histogram of it stays small, however many there are."""

_KEYS: Mapping[By, object] = {
    By.TOTAL: None,
    By.MONTH: {"$dateToString": {"date": "$sent_at", "format": "%Y-%m", "timezone": str(VIETNAM)}},
    By.AGENCY: {"$ifNull": ["$agency_id", ""]},
    By.COMMUNE: {"$ifNull": ["$place.commune", ""]},
    By.CATEGORY: "$category",
}


_RATED_AGENCY = {"$ifNull": ["$rated_agency_id", "$agency_id", ""]}
"""The agency whose result was rated; an old rating does not say so, and counts for that of its own report."""


class StoredFigures:
    """``fields`` says which categories each field has now."""

    def __init__(self, database: Database, fields: Callable[[], Mapping[str, Sequence[str]]]) -> None:
        self._collection = database["reports"]
        self._fields = fields

    def _key(self, by: By) -> object:
        if by is not By.FIELD:
            return _KEYS[by]
        branches = [
            {"case": {"$in": ["$category", list(codes)]}, "then": field}
            for field, codes in self._fields().items()
            if codes
        ]
        return {"$switch": {"branches": branches, "default": ""}}

    async def of(
        self,
        by: By,
        since: datetime,
        until: datetime,
        now: datetime,
        agencies: frozenset[str] | None,
        commune: str | None,
    ) -> Mapping[str, Figures]:
        """What was sent from ``since`` to before ``until``, by key (``""`` for the total and for what has none).

        ``agencies``, ``commune``: ``None`` for all. Raises one of ``MONGO_UNAVAILABLE`` when it takes too long.
        """
        sent: Document = {"sent_at": {"$gte": since, "$lt": until}}
        sent |= {"place.commune": commune} if commune else {}
        match, rated = sent, {**sent, "last_level": {"$gt": 0}}
        if agencies is not None:
            match = {**match, "agency_id": {"$in": sorted(agencies)}}
            rated["$expr"] = {"$in": [_RATED_AGENCY, sorted(agencies)]}
        counts = _by_key(await self._grouped(match, self._key(by), _sums(now)))
        rated_key = _RATED_AGENCY if by is By.AGENCY else self._key(by)
        ratings = _by_key(await self._grouped(rated, rated_key, _RATINGS, RATED_INDEX))
        triage = await self._medians(match, by, "$clocks.received_at")
        result = await self._medians(match, by, "$clocks.resolved_at")
        return {
            key: Figures(
                **counts.get(key, {}),
                **ratings.get(key, {}),
                triage_seconds=triage.get(key),
                result_seconds=result.get(key),
            )
            for key in counts.keys() | ratings.keys()
        }

    async def _grouped(self, match: Document, key: object, sums: Document, index: str = INDEX) -> list[Document]:
        pipeline = [{"$match": match}, {"$group": {"_id": key, **sums}}]
        return await aggregate_pipeline(self._collection, pipeline, hint=index, longest_ms=LONGEST_MS)

    async def _medians(self, match: Document, by: By, moment: str) -> Mapping[str, float]:
        seconds = {"$dateDiff": {"startDate": "$sent_at", "endDate": moment, "unit": "second"}}
        bucket = {"$floor": {"$divide": [seconds, BUCKET_SECONDS]}}
        reached: Document = {**match, moment.removeprefix("$"): {"$ne": None}}
        rows = await self._grouped(reached, {"key": self._key(by), "bucket": bucket}, {"count": {"$sum": 1}})
        histograms: dict[str, dict[int, int]] = {}
        for row in rows:
            histograms.setdefault(row["_id"].get("key") or "", {})[int(row["_id"]["bucket"])] = row["count"]
        return {key: median_of(histogram) for key, histogram in histograms.items()}


def median_of(histogram: Mapping[int, int]) -> float:
    """The median in seconds: the middle of the bucket in which half of all are reached."""
    half, reached = sum(histogram.values()) / 2, 0
    for bucket in sorted(histogram):
        reached += histogram[bucket]
        if reached >= half:
            return (bucket + 0.5) * BUCKET_SECONDS
    raise ValueError("a histogram of nothing")


def _by_key(rows: Sequence[Document]) -> Mapping[str, Document]:
    return {row.pop("_id") or "": row for row in rows}


def _sums(now: datetime) -> Document:
    resolved = {"$gt": ["$clocks.resolved_at", None]}
    counts_for_time = {"$not": [{"$in": ["$state", _JUDGED_BY_NOTHING]}]}
    overdue = {"$and": [counts_for_time, {"$not": [resolved]}, {"$lt": ["$clocks.resolved_by", now]}]}
    judged = {"$or": [resolved, overdue]}
    counted = {
        "received": True,
        "open": "$open",
        "overdue": overdue,
        "judged": judged,
        "on_time": {"$and": [resolved, {"$lte": ["$clocks.resolved_at", "$clocks.resolved_by"]}]},
        "read": {"$gt": ["$clocks.received_at", None]},
        "resolved": resolved,
        "had_result": {"$or": [resolved, "$reopened"]},
        "reopened": "$reopened",
    }
    return _counts(counted)


def _counts(counted: Mapping[str, object]) -> Document:
    """How many there are for which each condition holds."""
    return {name: {"$sum": {"$cond": [condition, 1, 0]}} for name, condition in counted.items()}


_RATINGS = _counts({"rated": True, "satisfied": {"$gte": ["$last_level", _SATISFIED]}})
