"""Dossiers: one document each, one write a step. Whose it is stands in every query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from shared.batcher import Batcher
from shared.clock import BEGINNING
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import Database, Document, insert_each
from shared.mongo import aggregate as aggregate_pipeline
from shared.outbox import ROOM_LEFT, change, entry
from shared.versioned import duplicate_of, update_version
from shared.wakeup import Wakeup
from svc_dossier.domain.applicant import MaskedApplicant
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.notes import MAX_NOTES, Note
from svc_dossier.domain.outlook import Outlook
from svc_dossier.domain.rating import Rating
from svc_dossier.domain.result import SHOWN_IN
from svc_dossier.domain.transitions import FINAL, OPEN, State
from svc_dossier.store.documents import (
    OUTLOOK,
    alert_document,
    answer_by,
    assignment_parts,
    entry_document,
    file_ids,
    inbox_key,
    moving_parts,
    new_document,
    outlook,
    paper_parts,
    rating_document,
    upstream_document,
)
from svc_dossier.store.documents import dossier as aggregate
from svc_dossier.store.indexes import ENDED_STATES, OPEN_STATES, RUNNING_STATES
from svc_dossier.store.scope import Scope, scope_filter
from svc_dossier.store.sealed_form import FindableApplicant, SealedForm

_ROW = (
    "version",
    "submission_reference",
    "citizen_id",
    "procedure",
    "agency",
    "applicant",
    "submitted_at",
    "changed_at",
    "inbox_key",
    "assignee",
    *OUTLOOK,
    "assignee_name",
    "timeline.answer_by",
)
"""What a list shows of a dossier."""


_UNSHOWN = {"form": 0, "applicant": 0, "found_by": 0, "outbox": 0}
"""What no step needs to see."""
_WITH_RESULT = [int(state) for state in SHOWN_IN]


@dataclass(frozen=True)
class DossierSummary:
    """What a list shows. ``code`` may be one that only the citizen claims; ``inbox_key`` is where it stands in a list
    that goes on behind it.
    """

    id: str
    version: int
    citizen_id: str | None
    submission_reference: str
    code: str | None
    procedure_code: str
    procedure_version: int
    procedure_name: str
    agency_id: str
    agency_name: str
    applicant: MaskedApplicant
    state: State
    outlook: Outlook
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    changed_at: datetime
    assignee: str | None
    assignee_name: str
    inbox_key: str | None
    answer_by: datetime | None


@dataclass(frozen=True)
class DossierDetail:
    """The whole of a dossier, but for what officers tell one another; its form still sealed."""

    dossier: Dossier
    form: SealedForm
    applicant: MaskedApplicant


@dataclass(frozen=True)
class Counts:
    """How many dossiers are open in some offices."""

    by_state: Mapping[State, int]
    overdue: int
    due_today: int


NOBODY = "none"
"""The name that asks for dossiers nobody works on yet."""

RARE, COMMON, MOST_COUNTED = 50, 500, 6
"""Dossiers with a word of a name: fewer than ``RARE`` are read at once, more than ``COMMON`` are not counted."""


@dataclass(frozen=True)
class InboxFilter:
    """What an officer asks of the inbox: all that is open where there are no ``states``. ``overdue_at`` asks for what
    is overdue then.

    Several states, or one procedure, can be asked only of what is open: that stays small, while the ended pile up and
    are asked for by ``EndedFilter``.
    """

    states: frozenset[State] = frozenset()
    procedure_code: str | None = None
    due_before: datetime | None = None
    assignee: str | None = None
    overdue_at: datetime | None = None

    @property
    def bounded(self) -> bool:
        """Whether what it looks through is bounded."""
        return self.states.issubset(OPEN) or (len(self.states) == 1 and self.procedure_code is None)


@dataclass(frozen=True)
class EndedFilter:
    """What ended from ``since`` on and before ``until``; without ``states``: in any way."""

    since: datetime
    until: datetime
    states: frozenset[State] = FINAL
    procedure_code: str | None = None
    assignee: str | None = None


def _inbox_query(agencies: frozenset[str], wanted: InboxFilter, after: str | None) -> tuple[Document, str]:
    """The query, and the index by which it is answered in order."""
    states = RUNNING_STATES if wanted.overdue_at else OPEN_STATES
    query: Document = {**scope_filter(Scope(agencies=agencies))}
    index = "ix_running_due" if wanted.overdue_at else "ix_inbox_open"
    if len(wanted.states) == 1 and not wanted.overdue_at:
        query["state"], index = int(next(iter(wanted.states))), "ix_inbox_by_state"
    else:
        query["state"] = states
        if wanted.states:
            query["$and"] = [{"state": {"$in": sorted(map(int, wanted.states))}}]
    if wanted.assignee == NOBODY:
        query["assignee"] = None
    elif wanted.assignee:
        query["assignee"] = wanted.assignee
        index = "ix_assigned" if wanted.states.issubset(OPEN) else index
    if wanted.procedure_code:
        query["procedure.code"] = wanted.procedure_code
    key: Document = {"$gt": after or ""}  # what is followed only has no key
    if due := min((moment for moment in (wanted.due_before, wanted.overdue_at) if moment), default=None):
        # The key begins with the due date wherever there is one.
        key["$lt"], query["due_at"] = inbox_key(due), {"$ne": None}
    query["inbox_key"] = key
    return query, index


class Dossiers:
    """Sets ``wakeup`` after each write, so that the relay in the same process need not look for it."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["dossiers"]
        self._wakeup = wakeup
        self._insert = Batcher(partial(insert_each, self._collection))

    async def insert(
        self, dossier: Dossier, form: SealedForm, applicant: FindableApplicant, event: Event, draft_id: str | None
    ) -> None:
        """``draft_id``: what it was made of. Raises ``DuplicateValue``."""
        document = {
            **new_document(dossier),
            "form": form,
            "applicant": vars(applicant.shown),
            "found_by": applicant.found_by,
            **({"draft_id": draft_id} if draft_id else {}),
            "outbox": [entry(event)],
        }
        if key := await self._insert(document):
            raise duplicate_of(key)
        self._wakeup.set()

    async def load(self, dossier_id: str, scope: Scope) -> Dossier | None:
        found = await self._collection.find_one({"_id": dossier_id, **scope_filter(scope)}, _UNSHOWN)
        return aggregate(found) if found else None

    async def save(self, dossier: Dossier, data: StepData, event: Event, scope: Scope) -> None:
        """Write the step that made ``dossier`` out of the version before.

        Raises ``VersionConflict`` or ``DuplicateValue``.
        """
        update: Document = {
            "$set": moving_parts(dossier),
            "$push": {
                "timeline": entry_document(dossier.timeline[-1]),
                **{name: {"$each": papers} for name, papers in paper_parts(data.handed_in).items()},
                "results": {"$each": [vars(file) for file in data.results]},
                "file_ids": {"$each": file_ids(data.handed_in, data.results)},
            },
        }
        before = {"_id": dossier.id, "version": dossier.version - 1, **scope_filter(scope), **ROOM_LEFT}
        await update_version(self._collection, before, change(update, [event]))
        self._wakeup.set()

    async def alerting(self, now: datetime, limit: int) -> list[Dossier]:
        """Dossiers of whose due date an alert is to be given at ``now``, the longest waiting first."""
        waiting = self._collection.find({"alert.at": {"$lt": now}}, _UNSHOWN).sort("alert.at", 1)
        return [aggregate(found) for found in await waiting.limit(limit).to_list(limit)]

    async def count_alerting(self, now: datetime, limit: int) -> int:
        return await self._collection.count_documents({"alert.at": {"$lt": now}}, limit=limit)

    async def save_alert(self, dossier: Dossier, event: Event) -> bool:
        """Write that the alert was given, with its event; whether the dossier was still as it was read."""
        update: Document = {
            "$set": {"alert": alert_document(dossier.alert) if dossier.alert else None},
            "$push": {"given_alerts": alert_document(dossier.given_alerts[-1])},
        }
        before = {"_id": dossier.id, "version": dossier.version - 1, **ROOM_LEFT}
        outcome = await self._collection.update_one(before, change(update, [event]))
        self._wakeup.set()
        return outcome.matched_count == 1

    async def detail(self, dossier_id: str, scope: Scope) -> DossierDetail | None:
        wanted = {"_id": dossier_id, **scope_filter(scope)}
        found = await self._collection.find_one(wanted, {"outbox": 0, "notes": 0, "found_by": 0})
        if found is None:
            return None
        return DossierDetail(aggregate(found), SealedForm(found["form"]), MaskedApplicant(**found["applicant"]))

    async def summary(self, dossier_id: str, scope: Scope) -> DossierSummary | None:
        found = await self._collection.find_one({"_id": dossier_id, **scope_filter(scope)}, _ROW)
        return _summary(found) if found else None

    async def has_file(self, dossier_id: str, file_id: str, scope: Scope) -> bool:
        held = {"_id": dossier_id, "file_ids": file_id, **scope_filter(scope)}
        return await self._collection.find_one(held, {"_id": 1}) is not None

    async def has_result(self, dossier_id: str, file_id: str, scope: Scope) -> bool:
        found = {"_id": dossier_id, "results.id": file_id, "state": {"$in": _WITH_RESULT}, **scope_filter(scope)}
        return await self._collection.find_one(found, {"_id": 1}) is not None

    async def attached(self, wanted: Sequence[str]) -> set[str]:
        """Those of the files ``wanted`` that a dossier has."""
        found = self._collection.find({"file_ids": {"$in": list(wanted)}}, {"file_ids": 1}, hint="ux_file_ids")
        return {file_id for holder in await found.to_list(None) for file_id in holder["file_ids"]} & {*wanted}

    async def own(
        self, citizen_id: str, state: State | None, after: tuple[datetime, str] | None, limit: int
    ) -> list[DossierSummary]:
        """Newest first, past ``after`` (submitted_at, id)."""
        wanted: Document = {"citizen_id": citizen_id, **after_key("submitted_at", after)}
        if state:
            wanted["state"] = int(state)
        found = self._collection.find(wanted, _ROW).sort({"submitted_at": -1, "_id": -1}).limit(limit)
        return [_summary(document) for document in await found.to_list(limit)]

    async def inbox(
        self, agencies: frozenset[str], wanted: InboxFilter, after: str | None, limit: int
    ) -> list[DossierSummary]:
        """What these offices have to do, the most urgent first; ``after`` is the ``inbox_key`` of the last one seen."""
        query, index = _inbox_query(agencies, wanted, after)
        # Named, because the planner also knows plans that sort, and takes one where there is little to sort yet.
        found = self._collection.find(query, _ROW, hint=index).sort("inbox_key", 1).limit(limit)
        return [_summary(document) for document in await found.to_list(limit)]

    async def ended(
        self, agencies: frozenset[str], wanted: EndedFilter, after: tuple[datetime, str] | None, limit: int
    ) -> list[DossierSummary]:
        """What these offices are done with, the latest first, past ``after`` (changed_at, id)."""
        query: Document = {
            **scope_filter(Scope(agencies=agencies)),
            "state": ENDED_STATES,
            "changed_at": {"$gte": wanted.since, "$lt": wanted.until},
            "$and": [{"state": {"$in": sorted(map(int, wanted.states))}}, after_key("changed_at", after)],
        }
        if wanted.procedure_code:
            query["procedure.code"] = wanted.procedure_code
        if wanted.assignee:
            query["assignee"] = None if wanted.assignee == NOBODY else wanted.assignee
        found = self._collection.find(query, _ROW, hint="ix_ended").sort({"changed_at": -1, "_id": -1}).limit(limit)
        return [_summary(document) for document in await found.to_list(limit)]

    async def counts(self, agencies: frozenset[str], now: datetime, midnight: datetime) -> Counts:
        """What is open in these offices, by state; of what their clock runs for, what is late and due before
        ``midnight``.
        """
        wanted = {**scope_filter(Scope(agencies=agencies)), "state": OPEN_STATES, "inbox_key": {"$gt": ""}}
        pipeline = [{"$match": wanted}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        states = await aggregate_pipeline(self._collection, pipeline, hint="ix_inbox_by_state")
        return Counts(
            by_state={State(found["_id"]): found["count"] for found in states},
            overdue=await self._running(agencies, {"$gt": "", "$lt": inbox_key(now)}),
            due_today=await self._running(agencies, {"$gte": inbox_key(now), "$lt": inbox_key(midnight)}),
        )

    async def _running(self, agencies: frozenset[str], key: Document) -> int:
        wanted = {
            **scope_filter(Scope(agencies=agencies)),
            "state": RUNNING_STATES,
            "inbox_key": key,
            "due_at": {"$gt": BEGINNING},
        }
        return await self._collection.count_documents(wanted, hint="ix_running_due")

    async def save_upstream(self, dossier: Dossier) -> None:
        """Keep the last status of an upstream system. Raises ``VersionConflict`` or ``DuplicateValue``."""
        assert dossier.upstream is not None
        before = {"_id": dossier.id, "version": dossier.version - 1}
        update: Document = {"$set": {"upstream": upstream_document(dossier.upstream), "code": dossier.code}}
        await update_version(self._collection, before, change(update, []))

    async def save_code(self, dossier: Dossier, scope: Scope) -> None:
        """Raises ``VersionConflict``, or ``DuplicateValue`` when another dossier has the code."""
        before = {"_id": dossier.id, "version": dossier.version - 1, **scope_filter(scope)}
        await update_version(self._collection, before, change({"$set": {"code": dossier.code}}, []))

    async def save_claim(self, dossier: Dossier) -> None:
        """Raises ``VersionConflict``."""
        before = {"_id": dossier.id, "version": dossier.version - 1}
        await update_version(self._collection, before, change({"$set": {"national_code": dossier.national_code}}, []))

    async def claiming(self, national_code: str, agencies: frozenset[str], limit: int) -> list[DossierSummary]:
        """Those of these agencies whose citizens say that this is their code at the national portal."""
        wanted = {"national_code": national_code, **scope_filter(Scope(agencies=agencies))}
        found = self._collection.find(wanted, _ROW, hint="ix_followed").sort("_id", 1).limit(limit)
        return [_summary(document) for document in await found.to_list(limit)]

    async def save_assignment(self, dossier: Dossier, scope: Scope) -> None:
        """Raises ``VersionConflict``."""
        before = {"_id": dossier.id, "version": dossier.version - 1, **scope_filter(scope)}
        await update_version(self._collection, before, change({"$set": assignment_parts(dossier)}, []))

    async def save_rating(self, dossier: Dossier, rating: Rating, event: Event, scope: Scope) -> None:
        """Raises ``VersionConflict``."""
        update: Document = {"$set": {"rating": rating_document(rating)}}
        before = {"_id": dossier.id, "version": dossier.version, **scope_filter(scope), **ROOM_LEFT}
        await update_version(self._collection, before, change(update, [event]))
        self._wakeup.set()

    async def by_code(self, code: str) -> Dossier | None:
        """Whosever it is; what is known of it must be chosen by who asks."""
        found = await self._collection.find_one({"code": code}, _UNSHOWN, hint="ux_legal_code")
        return aggregate(found) if found else None

    async def found_by_person(
        self, what: str, index: str, agencies: frozenset[str], after: tuple[datetime, str] | None, limit: int
    ) -> list[DossierSummary]:
        """Dossiers of the person whose ``what`` (number or phone) has this blind ``index``, newest first."""
        scope = scope_filter(Scope(agencies=agencies))
        wanted: Document = {f"found_by.{what}": index, **scope, **after_key("submitted_at", after)}
        found = self._collection.find(wanted, _ROW, hint=f"ix_found_by_{what}").sort({"submitted_at": -1, "_id": -1})
        return [_summary(document) for document in await found.limit(limit).to_list(limit)]

    async def found_by_name(
        self, words: Sequence[str], agencies: frozenset[str], after: tuple[datetime, str] | None, limit: int
    ) -> list[DossierSummary]:
        """Dossiers whose applicant's name has a word that begins with each of ``words``, newest first."""
        scope = scope_filter(Scope(agencies=agencies))
        words = await self._rarest_first(words, scope)
        wanted: Document = {**scope, "found_by.words": {"$all": words}, **after_key("submitted_at", after)}
        found = self._collection.find(wanted, _ROW, hint="ix_found_by_words").sort({"submitted_at": -1, "_id": -1})
        return [_summary(document) for document in await found.limit(limit).to_list(limit)]

    async def _rarest_first(self, words: Sequence[str], scope: Document) -> list[str]:
        """The index is walked along the first word, and half of all names have the same first words."""
        ordered = sorted(words, key=len, reverse=True)
        rarest, fewest = ordered[0], COMMON
        for word in ordered[:MOST_COUNTED] if len(ordered) > 1 else ():
            having = {**scope, "found_by.words": word}
            count = await self._collection.count_documents(having, limit=COMMON, hint="ix_found_by_words")
            if count < fewest:
                rarest, fewest = word, count
            if fewest < RARE:
                break
        return [rarest, *(word for word in ordered if word != rarest)]

    async def followed_under(self, national_code: str, limit: int) -> list[Dossier]:
        """Those whose citizens say that this is their code at the national portal."""
        found = self._collection.find({"national_code": national_code}, _UNSHOWN, hint="ix_followed")
        return [aggregate(document) for document in await found.limit(limit).to_list(limit)]

    async def by_reference(self, submission_reference: str) -> Dossier | None:
        found = await self._collection.find_one(
            {"submission_reference": submission_reference}, _UNSHOWN, hint="ux_submission_reference"
        )
        return aggregate(found) if found else None

    async def add_note(self, dossier_id: str, note: Note, scope: Scope) -> bool:
        """Whether there was room. A command that has left its note already leaves no second one."""
        fresh = {"notes.command_id": {"$ne": note.command_id}, f"notes.{MAX_NOTES - 1}": {"$exists": False}}
        update = {"$push": {"notes": vars(note)}}
        outcome = await self._collection.update_one({"_id": dossier_id, **fresh, **scope_filter(scope)}, update)
        return outcome.matched_count == 1

    async def notes(self, dossier_id: str, scope: Scope) -> list[Note] | None:
        """``None`` where there is no such dossier."""
        found = await self._collection.find_one({"_id": dossier_id, **scope_filter(scope)}, {"notes": 1})
        return [Note(**note) for note in found.get("notes", ())] if found else None


def _summary(document: Mapping[str, Any]) -> DossierSummary:
    procedure, agency = document["procedure"], document["agency"]
    return DossierSummary(
        id=document["_id"],
        version=document["version"],
        citizen_id=document["citizen_id"],
        submission_reference=document["submission_reference"],
        code=document["code"] or document.get("national_code"),
        procedure_code=procedure["code"],
        procedure_version=procedure["version"],
        procedure_name=procedure["name"],
        agency_id=agency["id"],
        agency_name=agency["name"],
        applicant=MaskedApplicant(**document["applicant"]),
        state=State(document["state"]),
        outlook=outlook(document),
        submitted_at=document["submitted_at"],
        accepted_at=document["accepted_at"],
        due_at=document["due_at"],
        changed_at=document["changed_at"],
        assignee=document.get("assignee"),
        assignee_name=document.get("assignee_name", ""),
        inbox_key=document.get("inbox_key"),
        answer_by=answer_by(document),
    )
