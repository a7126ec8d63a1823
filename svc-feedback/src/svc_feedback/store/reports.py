"""Reports: one document each, one write a step. Whose it is stands in every query."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import BEGINNING
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import Database, Document, DuplicateKey, insert
from shared.mongo import aggregate as aggregate_pipeline
from shared.outbox import ROOM_LEFT, change, entry
from shared.versioned import duplicate, update_version
from shared.wakeup import Wakeup
from svc_feedback.domain.alerts import Level
from svc_feedback.domain.duplicates import NEAR_TIME, SEARCHED_METRES, Candidate
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.domain.parties import Assignee
from svc_feedback.domain.place import EARTH_METRES, Place
from svc_feedback.domain.report import Flag, Report, StepData
from svc_feedback.domain.report_states import (
    ANNOUNCED_TO_SUPPORTERS,
    RUNNING,
    SUPPORTABLE,
    WITHDRAWABLE,
    State,
    promised_by,
)
from svc_feedback.store.plain import file_ids
from svc_feedback.store.report_documents import (
    NOT_IN_AGGREGATE,
    entry_document,
    moving_parts,
    point_of,
    public_part,
    report_document,
    report_of,
)
from svc_feedback.store.scope import Scope, scope_filter
from svc_feedback.store.sealed import SealedContact, SealedFacts
from svc_feedback.store.words import each_word

_COMMUNE = "place.commune"
_RUNNING = sorted(state.value for state in RUNNING)
_ROW = (
    "version",
    "code",
    "title",
    "category",
    "handling_class",
    "place",
    "state",
    "sent_at",
    "arrived_at",
    "changed_at",
    "urgent",
    "due_at",
    "clocks",
    "agency_id",
    "assignee",
    "supporters",
    "flags",
    "given_alerts",
    "attachments",
    "reopened",
    "anonymous",
    "may_publish",
    "publication.version",
    "publication.shown.result",
    "result.written_by.id",
    "result.approved_at",
)
LONGEST_MS = 3_000
MOST_CANDIDATES = 100
"""The most reports that are offered within fifty metres: where more was reported, the offer is long enough."""


@dataclass(frozen=True)
class ReportSummary:
    """What a list shows. ``due_at`` is that of the clock which runs; ``alert`` the last one given about it;
    ``lacks_publication`` as in the whole report; ``result_by`` who wrote the result.
    """

    id: str
    version: int
    code: str
    title: str
    category: str
    handling_class: HandlingClass
    place: Place
    state: State
    sent_at: datetime
    arrived_at: datetime
    changed_at: datetime
    urgent: bool
    due_at: datetime
    received_by: datetime
    resolved_by: datetime
    agency_id: str | None
    assignee: Assignee | None
    supporters: int
    flags: tuple[Flag, ...]
    alert: Level | None
    preview: str | None
    reopened: bool
    extended: bool
    may_publish: bool
    is_published: bool
    lacks_publication: bool
    result_by: str | None

    @property
    def promised_resolved_by(self) -> datetime | None:
        """The moment promised to its citizen, as the whole report tells it."""
        return promised_by(self.state, self.resolved_by)


@dataclass(frozen=True)
class QueueQuery:
    """What an officer asks of the queue, or of a search. ``states`` are those wanted. Without them, a queue has all
    open ones, and a search all.
    """

    states: Sequence[State] = ()
    category: Sequence[str] = ()
    commune: str | None = None
    agency_id: str | None = None
    assignee_id: str | None = None
    unassigned: bool = False
    overdue_at: datetime | None = None
    limit: int = 20


@dataclass(frozen=True)
class QueueCounts:
    by_state: Mapping[State, int]
    overdue: int


class Reports:
    """Sets ``wakeup`` after each write, so that the relay in the same process need not look for it."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["reports"]
        self._wakeup = wakeup

    async def insert(
        self, report: Report, contact: SealedContact | None, taken: Sequence[SealedFacts], event: Event
    ) -> None:
        """Raises ``DuplicateValue``: of ``_id`` when the same command was there first, of ``code`` or ``file_ids``."""
        document = {
            **report_document(report),
            "contact": vars(contact) if contact else None,
            "taken": [vars(facts) for facts in taken],
            "file_ids": file_ids(report.attachments),
            "outbox": [entry(event)],
        }
        try:
            await insert(self._collection, document)
        except DuplicateKey as error:
            raise duplicate(error) from error
        self._wakeup.set()

    async def load(self, report_id: str, scope: Scope) -> Report | None:
        found = await self._collection.find_one({"_id": report_id, **scope_filter(scope, _COMMUNE)}, NOT_IN_AGGREGATE)
        return report_of(found) if found else None

    async def by_code(self, code: str, scope: Scope) -> Report | None:
        wanted = {"code": code, **scope_filter(scope, _COMMUNE)}
        found = await self._collection.find_one(wanted, NOT_IN_AGGREGATE, hint="ux_code")
        return report_of(found) if found else None

    async def main_of(self, report: Report) -> Report | None:
        """The one that it was merged into, which may itself have been merged; ``None`` for one that was not."""
        main, passed = None, {report.id}
        while (followed := (main or report).merged_into) is not None and followed not in passed:
            passed.add(followed)
            main = await self.load(followed, Scope.everything())
            assert main is not None, "a report is never deleted"
        return main

    async def author(self, report_id: str) -> str | None:
        found = await self._collection.find_one({"_id": report_id}, {"citizen_id": 1})
        return found["citizen_id"] if found else None

    async def merged(self, main_id: str, after: tuple[datetime, str] | None, limit: int) -> list[ReportSummary]:
        """Those that follow it, the newest first, past ``after`` (arrived_at, id)."""
        wanted: Document = {"merged_into": main_id, **after_key("arrived_at", after)}
        found = self._collection.find(wanted, _ROW, hint="ix_merged").sort({"arrived_at": -1, "_id": -1}).limit(limit)
        return [_summary(document) for document in await found.to_list(limit)]

    async def count_merged(self, main_id: str) -> int:
        return await self._collection.count_documents({"merged_into": main_id}, hint="ix_merged")

    async def lead_on(self, merged: Report, main_id: str) -> None:
        """What follows the ``merged`` one follows its main one from now on."""
        update = change({"$set": {"merged_into": main_id}}, [])
        await self._collection.update_many({"merged_into": merged.id}, update, hint="ix_merged")

    async def contact(self, report_id: str) -> SealedContact | None:
        found = await self._collection.find_one({"_id": report_id}, {"contact": 1})
        return SealedContact(**found["contact"]) if found and found["contact"] else None

    async def has_contact(self, report_id: str) -> bool:
        found = await self._collection.find_one({"_id": report_id, "contact": {"$ne": None}}, {"_id": 1})
        return found is not None

    async def save(self, before: Report, after: Report, data: StepData, event: Event, scope: Scope) -> None:
        """Write the step that made ``after`` out of ``before``. Raises ``VersionConflict`` or ``DuplicateValue``."""
        step = after.timeline[-1]
        update = _moved(before, after)
        update |= {
            "$push": {
                "timeline": entry_document(step),
                "file_ids": {"$each": file_ids(data.attachments)},
            }
        }
        if after.state in {State.MERGED, *ANNOUNCED_TO_SUPPORTERS} and after.state is not before.state:
            update["$set"]["supporters_due"] = True
        wanted = {"_id": after.id, "version": before.version, **scope_filter(scope, _COMMUNE), **ROOM_LEFT}
        await self._update(wanted, change(update, [event]))

    async def save_publication(self, before: Report, after: Report, event: Event, scope: Scope) -> None:
        """Raises ``VersionConflict``."""
        wanted = {"_id": after.id, "version": before.version, **scope_filter(scope, _COMMUNE), **ROOM_LEFT}
        await self._update(wanted, change(_moved(before, after), [event]))

    async def save_promise(self, before: Report, after: Report) -> None:
        """Raises ``VersionConflict``."""
        wanted = {"_id": after.id, "version": before.version}
        await self._update(wanted, change(_moved(before, after), []))

    async def save_alert(self, after: Report, event: Event) -> None:
        """Write that the alert was given, with its event. Raises ``VersionConflict``."""
        parts = report_document(after)
        update: Document = {
            "$set": {"alert": parts["alert"], "alerted": {**parts["given_alerts"][-1], "given_at": event.time}},
            "$push": {"given_alerts": parts["given_alerts"][-1]},
        }
        await self._update({"_id": after.id, "version": after.version - 1, **ROOM_LEFT}, change(update, [event]))

    async def keep_as_read(self, report: Report, merge: str | None) -> None:
        """It changes nothing but the version, and names the ``merge`` that relies on it from now on: what others decide
        on what they have read of it, they decide anew. Raises ``VersionConflict`` when somebody else was faster.
        """
        wanted = {"_id": report.id, "version": report.version}
        update: Document = {"$addToSet": {"relied_on_by": merge}} if merge else {}
        await update_version(self._collection, wanted, change(update, []))

    async def rely_on(self, report: Report, support: str) -> None:
        """Keep its citizen from withdrawing it from now on, for ``support`` is coming. Raises ``VersionConflict`` when
        it can no longer be joined.
        """
        if report.state not in WITHDRAWABLE:
            return
        states = [state.value for state in SUPPORTABLE]
        update = change({"$addToSet": {"relied_on_by": support}}, [])
        await update_version(self._collection, {"_id": report.id, "state": {"$in": states}}, update)

    async def not_merged(self, report_id: str, merge: str) -> None:
        """Nothing became of it."""
        await self._collection.update_one({"_id": report_id}, {"$pull": {"relied_on_by": merge}})

    async def _update(self, wanted: Document, update: Document) -> None:
        await update_version(self._collection, wanted, update)
        self._wakeup.set()

    async def own(self, citizen_id: str, after: tuple[datetime, str] | None, limit: int) -> list[Report]:
        """Newest first, past ``after`` (arrived_at, id); whole, since what comes next depends on what has happened."""
        wanted: Document = {"citizen_id": citizen_id, **after_key("arrived_at", after)}
        found = self._collection.find(wanted, NOT_IN_AGGREGATE, hint="ix_own")
        found = found.sort({"arrived_at": -1, "_id": -1}).limit(limit)
        return [report_of(document) for document in await found.to_list(limit)]

    async def are_any(self) -> bool:
        """Whether there is a single report."""
        return await self._collection.find_one({}, {"version": 1}) is not None

    async def queue(
        self, scope: Scope, query: QueueQuery, after: tuple[int, datetime, str] | None = None
    ) -> list[ReportSummary]:
        """What these officers have to do, the most urgent first, past ``after`` (urgent, due_at, id)."""
        wanted: Document = {} if query.states else {"open": True}
        wanted |= _wanted(scope, query, [_past(*after)] if after else [])
        found = self._collection.find(wanted, _ROW, hint=_queue_index(scope, query))
        found = found.sort({"urgent": -1, "due_at": 1, "_id": 1}).limit(query.limit)
        return [_summary(document) for document in await found.to_list(query.limit)]

    async def found(
        self,
        words: Mapping[str, Sequence[str]],
        scope: Scope,
        query: QueueQuery,
        after: tuple[datetime, str] | None = None,
    ) -> list[ReportSummary]:
        """Those with all of ``words``, each in the text or by one of its categories; the newest first, past ``after``
        (arrived_at, id). Raises one of ``MONGO_UNAVAILABLE`` when it takes too long.
        """
        if not words:
            return []
        wanted = _wanted(scope, query, [*each_word("found_by", words), after_key("arrived_at", after)])
        found = self._collection.find(wanted, _ROW, hint=_found_index(scope, query))
        found = found.sort({"arrived_at": -1, "_id": -1}).limit(query.limit).max_time_ms(LONGEST_MS)
        return [_summary(document) for document in await found.to_list(query.limit)]

    async def counts(self, scope: Scope, now: datetime) -> QueueCounts:
        """What is open: how much in each state, and how much is late."""
        wanted = {**scope_filter(scope, _COMMUNE), "open": True}
        overdue = {"$and": [{"$in": ["$state", _RUNNING]}, {"$lt": ["$due_at", now]}]}
        late = {"$sum": {"$cond": [overdue, 1, 0]}}
        pipeline = [{"$match": wanted}, {"$group": {"_id": "$state", "count": {"$sum": 1}, "late": late}}]
        rows = await aggregate_pipeline(self._collection, pipeline)
        by_state = {State(row["_id"]): row["count"] for row in rows}
        return QueueCounts(by_state, sum(row["late"] for row in rows))

    async def near(self, category: str, place: Place, at: datetime) -> list[Candidate]:
        """Reports that may be of the same thing, and are still to be handled."""
        wanted: Document = {
            "category": category,
            "sent_at": {"$gte": at - NEAR_TIME},
            "state": {"$in": [state.value for state in SUPPORTABLE]},
        }
        if place.point:
            centre = [place.point.longitude, place.point.latitude]
            wanted["place.point"] = {"$geoWithin": {"$centerSphere": [centre, SEARCHED_METRES / EARTH_METRES]}}
            index = "ix_near"
        elif place.commune and place.words:
            wanted[_COMMUNE] = place.commune
            index = "ix_commune_category"
        else:
            return []
        shown = {"category": 1, "place": 1, "sent_at": 1, "supporters": 1}
        found = self._collection.find(wanted, shown, hint=index).limit(MOST_CANDIDATES)
        return [
            Candidate(each["_id"], each["category"], _place(each["place"]), each["sent_at"], each["supporters"])
            for each in await found.to_list(MOST_CANDIDATES)
        ]

    async def summaries(self, report_ids: Sequence[str]) -> dict[str, ReportSummary]:
        found = await self._collection.find({"_id": {"$in": list(report_ids)}}, _ROW).to_list(None)
        return {document["_id"]: _summary(document) for document in found}

    async def own_among(self, report_ids: Sequence[str], citizen_id: str) -> AbstractSet[str]:
        """Those of ``report_ids`` that the citizen sent."""
        wanted = {"_id": {"$in": list(report_ids)}, "citizen_id": citizen_id}
        return {document["_id"] for document in await self._collection.find(wanted, {"_id": 1}).to_list(None)}

    async def alerting(self, now: datetime, limit: int) -> list[Report]:
        """Reports about whose clocks an alert is to be given at ``now``, the longest waiting first."""
        waiting = self._collection.find(
            {"alert.at": {"$gt": BEGINNING, "$lte": now}}, NOT_IN_AGGREGATE, hint="ix_alerts_due"
        )
        return [report_of(found) for found in await waiting.sort("alert.at", 1).limit(limit).to_list(limit)]

    async def lapsing(self, now: datetime, limit: int) -> list[Report]:
        """Reports with which the system goes on by itself at ``now``."""
        waiting = self._collection.find(
            {"lapses_at": {"$gt": BEGINNING, "$lte": now}}, NOT_IN_AGGREGATE, hint="ix_lapse"
        )
        return [report_of(found) for found in await waiting.sort("lapses_at", 1).limit(limit).to_list(limit)]

    async def with_supporters_due(self, limit: int) -> list[Report]:
        """Reports whose supporters are still to be told of the result or of the end, and merged ones whose supporters
        are to follow.
        """
        found = self._collection.find({"supporters_due": True}, NOT_IN_AGGREGATE, hint="ix_supporters_due")
        return [report_of(document) for document in await found.limit(limit).to_list(limit)]

    async def supporters_notified(self, report: Report) -> None:
        """All supporters know of this result; a later one makes it due again."""
        wanted = {"_id": report.id, "clocks.resolved_at": report.clocks.resolved_at}
        await self._collection.update_one(wanted, {"$unset": {"supporters_due": ""}})

    async def supporters_came(self, report_id: str) -> None:
        """Others follow the report now: if it goes on no more, they are to be told, or to follow on."""
        states = {State.CLOSED, State.MERGED, *ANNOUNCED_TO_SUPPORTERS}
        wanted = {"_id": report_id, "state": {"$in": [state.value for state in states]}}
        await self._collection.update_one(wanted, {"$set": {"supporters_due": True}})

    async def set_supporters(self, report_id: str, count: int, counted: Sequence[str]) -> None:
        """A count of another collection, which knows of the supports that are ``counted``: it raises no version."""
        update = {"$set": {"supporters": count}, "$pull": {"relied_on_by": {"$in": list(counted)}}}
        await self._collection.update_one({"_id": report_id}, update)

    async def forget_reporter(self, citizen_id: str) -> None:
        """Who they are, and where and when their pictures were taken. It is no step: no version, no event."""
        gone: Document = {"$set": {"contact": None, "taken": []}}
        await self._collection.update_many({"citizen_id": citizen_id}, gone, hint="ix_own")

    async def attached(self, file_ids: Sequence[str]) -> set[str]:
        """Those of ``file_ids`` that a report has."""
        found = self._collection.find(
            {"file_ids": {"$in": list(file_ids), "$gt": ""}}, {"file_ids": 1}, hint="ux_files"
        )
        return {each for holder in await found.to_list(None) for each in holder["file_ids"]} & {*file_ids}


def _wanted(scope: Scope, query: QueueQuery, clauses: Sequence[Document]) -> Document:
    """What ``query`` asks of all in ``scope``, and ``clauses`` beside it."""
    wanted = {**scope_filter(scope, _COMMUNE)}
    wanted |= {"state": {"$in": [state.value for state in query.states]}} if query.states else {}
    wanted |= {"category": {"$in": list(query.category)}} if query.category else {}
    wanted |= {"assignee.id": query.assignee_id} if query.assignee_id else {}
    wanted |= {"assignee": None} if query.unassigned else {}
    # Beside the scope, which names the same members, and never in its place.
    beside: list[Document] = []
    if query.commune:
        beside.append({_COMMUNE: query.commune})
    if query.agency_id:
        beside.append({"agency_id": query.agency_id})
    elif query.unassigned and not scope.agencies:
        beside.append({"agency_id": {"$gt": ""}})
    if query.overdue_at:
        beside.append({"due_at": {"$lt": query.overdue_at}, "state": {"$in": _RUNNING}})
    beside += clauses
    return {**wanted, "$and": beside} if beside else wanted


def _past(urgent: int, due_at: datetime, last: str) -> Document:
    """What comes after that one in a queue. ``urgent`` is true or is not there."""
    as_urgent = {"urgent": True if urgent else None}
    behind = [{**as_urgent, "due_at": {"$gt": due_at}}, {**as_urgent, "due_at": due_at, "_id": {"$gt": last}}]
    return {"$or": [*behind, *([{"urgent": None}] if urgent else [])]}


def _queue_index(scope: Scope, query: QueueQuery) -> str | None:
    """Named, because the planner also takes one that walks past what others have to do. Agencies and communes together
    are two walks, which it joins by itself.
    """
    if query.assignee_id and not query.states:
        return "ix_queue_open_of_officer"
    if scope.agencies and scope.communes:
        return None
    kind = "queue_state" if query.states else "queue_open"
    if query.agency_id or (scope.agencies is not None and not scope.communes):
        return f"ix_{kind}_of_agency"
    if query.commune or scope.communes:
        return f"ix_{kind}_in_commune"
    return f"ix_{kind}"


def _moved(before: Report, after: Report) -> Document:
    """An alert that officers find goes from their list when the moment that it is about is no longer waited for."""
    update: Document = {"$set": {**moving_parts(after), **_map_due(before, after)}}
    given = after.given_alerts
    return update if given[-1:] == after.alerts_that_hold()[-1:] else {**update, "$unset": {"alerted": ""}}


def _found_index(scope: Scope, query: QueueQuery) -> str | None:
    """The index of a search, chosen as that of the queue is."""
    if scope.agencies and scope.communes:
        return None
    if query.agency_id or (scope.agencies is not None and not scope.communes):
        return "ix_found_of_agency"
    return "ix_found_in_commune" if query.commune or scope.communes else "ix_found"


def _map_due(before: Report, after: Report) -> Document:
    """The map is counted anew where a report appears on it, vanishes from it, or changes its group or category."""
    one, other = (part and (part["group"], part["category"]) for part in (public_part(before), public_part(after)))
    return {"map_due": True} if one != other and after.place.point else {}


def _place(document: Mapping[str, Any]) -> Place:
    return Place(point_of(document.get("point")), document["words"], document["commune"])


def _summary(document: Mapping[str, Any]) -> ReportSummary:
    clocks, given = document["clocks"], document["given_alerts"]
    state, due_at = State(document["state"]), document["due_at"]
    publication, result = document.get("publication"), document.get("result")
    levels = [Level(alert["level"]) for alert in given if alert["due_at"] == due_at]
    previews = (attachment["preview"] for attachment in document["attachments"] if attachment["preview"])
    return ReportSummary(
        id=document["_id"],
        version=document["version"],
        code=document["code"],
        title=document["title"],
        category=document["category"],
        handling_class=HandlingClass(document["handling_class"]),
        place=_place(document["place"]),
        state=state,
        sent_at=document["sent_at"],
        arrived_at=document["arrived_at"],
        changed_at=document["changed_at"],
        urgent=bool(document.get("urgent")),
        due_at=due_at,
        received_by=clocks["received_by"],
        resolved_by=clocks["resolved_by"],
        agency_id=document["agency_id"],
        assignee=Assignee(**assignee) if (assignee := document.get("assignee")) else None,
        supporters=document["supporters"],
        flags=tuple(Flag(flag) for flag in document["flags"]),
        alert=levels[-1] if levels else None,
        preview=next(previews, None),
        reopened=document["reopened"],
        extended=clocks["extended"],
        may_publish=document["may_publish"],
        is_published=publication is not None,
        lacks_publication=publication is None
        or bool(result and result["approved_at"] and publication["shown"]["result"] is None),
        result_by=result["written_by"]["id"] if result else None,
    )
