"""Questions: one document each, one write a step."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from shared.clock import BEGINNING
from shared.events import Event
from shared.ids import derived_id
from shared.keyset import after_key
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, insert
from shared.mongo import aggregate as aggregate_pipeline
from shared.outbox import ROOM_LEFT, announce_again, change, entry
from shared.versioned import duplicate, update_version
from shared.wakeup import Wakeup
from svc_feedback.domain.parties import Attachment
from svc_feedback.domain.question import Question, QuestionData
from svc_feedback.domain.question_states import OPEN_QUESTION_STATES, QuestionState
from svc_feedback.domain.suggestions import telling_words
from svc_feedback.domain.texts import words_of
from svc_feedback.store.plain import file_ids, plain
from svc_feedback.store.scope import Scope, scope_filter
from svc_feedback.store.words import each_word

LONGEST_MS = 2_000
MOST_WORDS = 120
MOST_CANDIDATES = 60
"""Answers that are weighed while somebody types."""
_QUESTIONS = TypeAdapter(Question)
_HIDDEN = {"public": 0, "words": 0, "found_by": 0, "outbox": 0, "file_ids": 0, "alerted": 0}
_MOVING = (
    "state",
    "changed_at",
    "agency_id",
    "assignee",
    "draft",
    "answer",
    "rating",
    "publication",
    "taken_off_by",
    "outdated",
    "confirmed_at",
    "alert",
)
_SHOWN = {"code": 1, "public": 1, "field": 1, "agency_id": 1, "answer": 1, "attachments": 1, "rating": 1, "outdated": 1}


@dataclass(frozen=True)
class PublicQuestion:
    """A question whose answer everybody may read."""

    id: str
    code: str
    title: str
    text: str
    answer: str
    field: str
    agency_id: str | None
    asked_at: datetime
    answered_at: datetime
    outdated: int
    files: tuple[Attachment, ...]


@dataclass(frozen=True)
class QuestionQueue:
    """What an officer asks of the queue, or of a search; without ``state`` a queue has all that is open, and a search
    all. ``outdated``: instead, what is answered and said to hold no longer.
    """

    state: QuestionState | None = None
    field: str | None = None
    overdue_at: datetime | None = None
    assignee_id: str | None = None
    unassigned: bool = False
    outdated: bool = False
    after: tuple[datetime, str] | None = None
    limit: int = 20


class Questions:
    """Sets ``wakeup`` after each write, so that the relay in the same process need not look for it."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["questions"]
        self._outdated = database["outdated_answers"]
        self._wakeup = wakeup

    async def insert(self, question: Question, event: Event) -> None:
        """Raises ``DuplicateValue``."""
        document = {
            **_document(question),
            **_derived(question),
            "file_ids": file_ids(question.attachments),
            "outbox": [entry(event)],
        }
        try:
            await insert(self._collection, document)
        except DuplicateKey as error:
            raise duplicate(error) from error
        self._wakeup.set()

    async def load(self, question_id: str, scope: Scope) -> Question | None:
        found = await self._collection.find_one({"_id": question_id, **scope_filter(scope, "commune")}, _HIDDEN)
        return _question(found) if found else None

    async def by_code(self, code: str, scope: Scope) -> Question | None:
        wanted = {"code": code, **scope_filter(scope, "commune")}
        found = await self._collection.find_one(wanted, _HIDDEN, hint="ux_code")
        return _question(found) if found else None

    async def save(
        self, before: Question, after: Question, data: QuestionData, events: Sequence[Event], scope: Scope
    ) -> None:
        """Raises ``VersionConflict`` or ``DuplicateValue``."""
        document = _document(after)
        update: Document = {
            "$set": {**{name: document[name] for name in _MOVING}, **_derived(after)},
            "$push": {
                "timeline": document["timeline"][-1],
                "file_ids": {"$each": file_ids(data.attachments)},
            },
        }
        await self._update({"version": before.version, **scope_filter(scope, "commune")}, after, update, events)

    async def save_publication(self, before: Question, after: Question, events: Sequence[Event], scope: Scope) -> None:
        """Raises ``VersionConflict``."""
        document = _document(after)
        decided = {name: document[name] for name in ("publication", "taken_off_by")}
        update: Document = {"$set": {**decided, **_derived(after)}}
        await self._update({"version": before.version, **scope_filter(scope, "commune")}, after, update, events)

    async def save_alert(self, after: Question, event: Event) -> None:
        """Raises ``VersionConflict``."""
        document = _document(after)
        update: Document = {
            "$set": {"alert": document["alert"], "alerted": {**document["given_alerts"][-1], "given_at": event.time}},
            "$push": {"given_alerts": document["given_alerts"][-1]},
        }
        await self._update({"version": after.version - 1}, after, update, [event])

    async def _update(self, wanted: Document, after: Question, update: Document, events: Sequence[Event]) -> None:
        await update_version(self._collection, {"_id": after.id, **wanted, **ROOM_LEFT}, change(update, events))
        self._wakeup.set()

    async def own(self, citizen_id: str, after: tuple[datetime, str] | None, limit: int) -> list[Question]:
        """Newest first, past ``after`` (asked_at, id)."""
        wanted: Document = {"citizen_id": citizen_id, **after_key("asked_at", after)}
        found = self._collection.find(wanted, _HIDDEN, hint="ix_own").sort({"asked_at": -1, "_id": -1}).limit(limit)
        return [_question(document) for document in await found.to_list(limit)]

    async def queue(self, scope: Scope, query: QuestionQueue) -> list[Question]:
        """What these officers have to answer, the most urgent first."""
        past = [after_key("answer_by", query.after, direction=ASCENDING)] if query.after else []
        wanted: Document = {} if query.outdated or query.state is not None else {"open": True}
        wanted |= _wanted(scope, query, past)
        kind = "open" if query.state is None else "state"
        index = f"ix_{kind}_of_agency" if scope.agencies and not scope.communes else f"ix_{kind}"
        if query.assignee_id and query.state is None:
            index = "ix_open_of_officer"
        if query.outdated:
            index = "ix_outdated"
        found = self._collection.find(wanted, _HIDDEN, hint=index)
        found = found.sort({"answer_by": 1, "_id": 1}).limit(query.limit)
        return [_question(document) for document in await found.to_list(query.limit)]

    async def found(self, words: Sequence[str], scope: Scope, query: QuestionQueue) -> list[Question]:
        """Those with all of ``words``, the newest first, past ``after`` (asked_at, id). Raises one of
        ``MONGO_UNAVAILABLE`` when it takes too long.
        """
        if not words:
            return []
        clauses = [*each_word("found_by", dict.fromkeys(words, ())), after_key("asked_at", query.after)]
        index = None
        if not (scope.agencies and scope.communes):
            index = "ix_found_in_commune" if scope.communes else "ix_found" if scope.unlimited else "ix_found_of_agency"
        found = self._collection.find(_wanted(scope, query, clauses), _HIDDEN, hint=index)
        found = found.sort({"asked_at": -1, "_id": -1}).limit(query.limit).max_time_ms(LONGEST_MS)
        return [_question(document) for document in await found.to_list(query.limit)]

    async def counts(self, scope: Scope) -> Mapping[QuestionState, int]:
        wanted = {**scope_filter(scope, "commune"), "open": True}
        pipeline = [{"$match": wanted}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        rows = await aggregate_pipeline(self._collection, pipeline)
        return {QuestionState(row["_id"]): row["count"] for row in rows}

    async def outdated(self, scope: Scope) -> int:
        """How many answers are said to hold no longer."""
        wanted = {**scope_filter(scope, "commune"), "outdated": {"$gt": 0}}
        return await self._collection.count_documents(wanted, hint="ix_outdated")

    async def alerting(self, now: datetime, limit: int) -> list[Question]:
        """Questions about whose time an alert is to be given at ``now``, the longest waiting first."""
        waiting = self._collection.find({"alert.at": {"$gt": BEGINNING, "$lte": now}}, _HIDDEN, hint="ix_alerts_due")
        return [_question(found) for found in await waiting.sort("alert.at", 1).limit(limit).to_list(limit)]

    async def public(
        self, field: str | None, words: str, after: tuple[datetime, str] | None, limit: int
    ) -> list[PublicQuestion]:
        """The latest first, past ``after`` (answered_at, id)."""
        # Beside each other: the first is the condition of the partial index.
        wanted: Document = {"$and": [{"public.at": {"$gt": BEGINNING}}, after_key("public.at", after)]}
        wanted |= {"field": field} if field else {}
        index = "ix_public_field" if field else "ix_public"
        if words:
            searched = sorted(words_of(words), key=len, reverse=True)
            if not searched:
                return []
            wanted["words"], index = {"$all": searched}, "ix_public_words"
        found = self._collection.find(wanted, _SHOWN, hint=index).sort({"public.at": -1, "_id": -1}).limit(limit)
        return [_public(document) for document in await found.max_time_ms(LONGEST_MS).to_list(limit)]

    async def find_public(self, question_id: str) -> PublicQuestion | None:
        found = await self._collection.find_one({"_id": question_id, "public.at": {"$gt": BEGINNING}}, _SHOWN)
        return _public(found) if found else None

    async def candidates(self, typed: Sequence[str]) -> dict[str, AbstractSet[str]]:
        """Published questions that have one of the most telling words of ``typed``, with all of theirs."""
        wanted = telling_words(typed)[:4]
        if not wanted:
            return {}
        found = self._collection.find(
            {"words": {"$in": wanted}, "public.at": {"$gt": BEGINNING}},
            {"words": 1},
            hint="ix_public_words",
        ).limit(MOST_CANDIDATES)
        documents = await found.max_time_ms(LONGEST_MS).to_list(MOST_CANDIDATES)
        return {document["_id"]: frozenset(document["words"]) for document in documents}

    async def among(self, question_ids: Sequence[str]) -> dict[str, PublicQuestion]:
        wanted = {"_id": {"$in": list(question_ids)}, "public.at": {"$gt": BEGINNING}}
        found = await self._collection.find(wanted, _SHOWN).to_list(None)
        return {document["_id"]: _public(document) for document in found}

    async def say_outdated(self, question: Question, citizen_id: str, text: str, at: datetime) -> bool:
        """A citizen says that the answer no longer holds; whether they have not said so before."""
        answered_at = question.found_right_at
        said = derived_id("old", question.id, citizen_id, str(answered_at))
        members = {"question_id": question.id, "citizen_id": citizen_id, "text": text, "at": at}
        try:
            await insert(self._outdated, {"_id": said, **members, "answered_at": answered_at})
        except DuplicateKey:
            return False
        wanted = {"question_id": question.id, "answered_at": answered_at}
        count = await self._outdated.count_documents(wanted, hint="ix_question")
        approved_at = question.answer.approved_at if question.answer else None
        unchanged = {"answer.approved_at": approved_at, "confirmed_at": question.confirmed_at}
        await self._collection.update_one({"_id": question.id, **unchanged}, {"$max": {"outdated": count}})
        return True

    async def outdated_remarks(self, question: Question, limit: int) -> list[str]:
        """What people say is wrong with the present answer, the latest first."""
        wanted = {"question_id": question.id, "answered_at": question.found_right_at}
        found = self._outdated.find(wanted, {"text": 1}, hint="ix_question").sort("_id", -1).limit(limit)
        return [document["text"] for document in await found.to_list(limit)]

    async def announce_again(self, events: Callable[[Question], Sequence[Event]]) -> int:
        """Have what ``events`` tells of each published answer sent once more; how many."""
        published = {"public.at": {"$gt": BEGINNING}}
        return await announce_again(self._collection, published, lambda found: events(_question(found)))

    async def attached(self, file_ids: Sequence[str]) -> set[str]:
        """Those of ``file_ids`` that a question has."""
        found = self._collection.find(
            {"file_ids": {"$in": list(file_ids), "$gt": ""}}, {"file_ids": 1}, hint="ux_files"
        )
        return {each for holder in await found.to_list(None) for each in holder["file_ids"]} & {*file_ids}


def _wanted(scope: Scope, query: QuestionQueue, clauses: Sequence[Document]) -> Document:
    """What ``query`` asks of all in ``scope``, and ``clauses`` beside it."""
    wanted = {**scope_filter(scope, "commune")}
    if query.outdated:
        wanted |= {"outdated": {"$gt": 0}}
    elif query.state is not None:
        wanted |= {"state": query.state.value}
    wanted |= {"field": query.field} if query.field else {}
    wanted |= {"assignee.id": query.assignee_id} if query.assignee_id else {}
    wanted |= {"assignee": None} if query.unassigned else {}
    # Beside the scope, which names the same members, and never in its place.
    beside: list[Document] = []
    if query.unassigned and not scope.agencies:
        beside.append({"agency_id": {"$gt": ""}})
    if query.overdue_at:
        beside.append({"answer_by": {"$lt": query.overdue_at}})
    beside += clauses
    return {**wanted, "$and": beside} if beside else wanted


def _document(question: Question) -> Document:
    document: Document = _QUESTIONS.dump_python(question, mode="python")
    document["_id"] = document.pop("id")
    kept: Document = plain(document)
    return kept


def _derived(question: Question) -> Document:
    public, said = None, ""
    if published := question.published_answer:
        shown, answer = published.shown, published.answer
        public = {
            "title": shown.title,
            "text": shown.text,
            "files": list(shown.files),
            "asked_at": question.asked_at,
            "at": answer.approved_at,
        }
        said = f"{shown.title} {shown.text} {answer.text}"
    # Beside it and not in it: an index over a list sorts by another field only where the two share no parent.
    return {
        "open": question.state in OPEN_QUESTION_STATES,
        "public": public,
        "words": words_of(said)[:MOST_WORDS],
        "found_by": words_of(f"{question.title} {question.text}")[:MOST_WORDS],
    }


def _question(document: Mapping[str, Any]) -> Question:
    return _QUESTIONS.validate_python({**document, "id": document["_id"]})


def _public(document: Mapping[str, Any]) -> PublicQuestion:
    public, answer = document["public"], document["answer"]
    held = [*document["attachments"], *answer["attachments"]]
    return PublicQuestion(
        id=document["_id"],
        code=document["code"],
        title=public["title"],
        text=public["text"],
        answer=answer["text"],
        field=document["field"],
        agency_id=document["agency_id"],
        asked_at=public["asked_at"],
        answered_at=public["at"],
        outdated=document["outdated"],
        files=tuple(Attachment(**each) for each in held if each["id"] in public["files"]),
    )
