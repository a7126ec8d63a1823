"""Broadcasts: one document each, with who did what to it and how far its audience has been planned."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from shared.errors import DuplicateValue, VersionConflict
from shared.keyset import after_key
from shared.mongo import ASCENDING, DESCENDING, Collection, Document, DuplicateKey, IndexModel, ReturnDocument, insert
from svc_notify.domain.broadcast import (
    PROVINCE,
    Action,
    Audience,
    Broadcast,
    BroadcastKind,
    Content,
    Entry,
    News,
    Progress,
    Reach,
    State,
)

ACTIVE = (State.APPROVED, State.SENDING)
AT_ONCE = 20

INDEXES = (
    IndexModel([("created_at", DESCENDING), ("_id", DESCENDING)], name="ix_created"),
    IndexModel([("unit", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)], name="ix_unit_created"),
    IndexModel(
        [("news.article_id", ASCENDING), ("news.version", ASCENDING)],
        name="ix_news_version",
        partialFilterExpression={"news.article_id": {"$exists": True}},
    ),
    # What the job looks at: it goes when nothing is left to do.
    IndexModel([("due_at", ASCENDING)], name="ix_due", partialFilterExpression={"due_at": {"$exists": True}}),
)


class Broadcasts:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def add(self, broadcast: Broadcast) -> None:
        """Raises ``DuplicateValue`` when its id is there already."""
        created_at = broadcast.timeline[0].at
        document = {"_id": broadcast.id, "version": 1, "created_at": created_at, **_fields(broadcast)}
        try:
            await insert(self._collection, {**document, "progress": asdict(Progress())})
        except DuplicateKey as error:
            raise DuplicateValue("id", broadcast.id) from error

    async def get(self, broadcast_id: str, units: frozenset[str]) -> Broadcast | None:
        """The broadcast, if it is of one of these units; the province's officers see all."""
        found = await self._collection.find_one({"_id": broadcast_id, **_of(units)})
        return _broadcast(found) if found else None

    async def save(self, broadcast: Broadcast) -> Broadcast:
        """Save it over the version it was read as, and return it as it is stored now. Raises ``VersionConflict``."""
        fields = _fields(broadcast)
        change: Document = {"$set": fields, "$inc": {"version": 1}}
        # A stop leaves its messages to the job, if whoever pressed it did not get to the end of them.
        if broadcast.state in ACTIVE:
            fields["due_at"] = broadcast.begins_at
        elif broadcast.state is State.STOPPED:
            fields["due_at"] = broadcast.timeline[-1].at
        else:
            change["$unset"] = {"due_at": ""}
        saved = await self._collection.find_one_and_update(
            {"_id": broadcast.id, "version": broadcast.version}, change, return_document=ReturnDocument.AFTER
        )
        if saved is None:
            raise VersionConflict
        return _broadcast(saved)

    async def page(self, units: frozenset[str], before: tuple[datetime, str] | None, limit: int) -> list[Broadcast]:
        """The latest first, after the one created at ``before`` with that id."""
        wanted: Document = {**_of(units), **after_key("created_at", before)}
        found = self._collection.find(wanted).sort([("created_at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
        return [_broadcast(document) for document in await found.to_list(limit)]

    async def of_news(self, news: News) -> list[Broadcast]:
        """What was drafted from the article before it came to this version."""
        wanted = {"news.article_id": news.article_id, "news.version": {"$lt": news.version}}
        found = self._collection.find(wanted).sort("news.version", ASCENDING)
        return [_broadcast(document) for document in await found.to_list(None)]

    async def due(self, now: datetime) -> Sequence[tuple[Broadcast, Progress]]:
        """What there is to do something about: to begin, to go on with, or to stop."""
        found = self._collection.find({"due_at": {"$lte": now}}).sort("due_at", ASCENDING).limit(AT_ONCE)
        return [(_broadcast(document), _progress(document)) for document in await found.to_list(AT_ONCE)]

    async def progress(self, broadcast_id: str) -> Progress:
        found = await self._collection.find_one({"_id": broadcast_id}, {"progress": 1})
        return _progress(found) if found else Progress()

    async def advance(self, broadcast: Broadcast, before: Progress, after: Progress) -> bool:
        """Keep ``after``, if the broadcast is still being sent and nobody went on meanwhile."""
        kept = await self._collection.update_one(
            {"_id": broadcast.id, "state": State.SENDING, "progress": asdict(before)},
            {"$set": {"progress": asdict(after)}},
        )
        return bool(kept.matched_count)

    async def finish_stop(self, broadcast: Broadcast) -> None:
        """Everything planned is held: nothing is left to do, unless it was resumed meanwhile."""
        still = {"_id": broadcast.id, "version": broadcast.version, "state": State.STOPPED}
        await self._collection.update_one(still, {"$unset": {"due_at": ""}})


def _of(units: frozenset[str]) -> Document:
    return {} if PROVINCE in units else {"unit": {"$in": sorted(units)}}


def _fields(broadcast: Broadcast) -> Document:
    content = broadcast.content
    return {
        "state": broadcast.state,
        "unit": broadcast.unit,
        "content": {
            **{name: value for name, value in vars(content).items() if name != "audience"},
            "audience": {"reach": content.audience.reach, "communes": list(content.audience.communes)},
        },
        "writers": sorted(broadcast.writers),
        "timeline": [asdict(entry) for entry in broadcast.timeline],
        "begins_at": broadcast.begins_at,
        **({"news": asdict(broadcast.news)} if broadcast.news else {}),
        "author_names": dict(broadcast.author_names),
    }


def _broadcast(document: Document) -> Broadcast:
    content = document["content"]
    audience = Audience(Reach(content["audience"]["reach"]), tuple(content["audience"]["communes"]))
    return Broadcast(
        id=document["_id"],
        version=document["version"],
        state=State(document["state"]),
        unit=document["unit"],
        content=Content(**{**content, "kind": BroadcastKind(content["kind"]), "audience": audience}),
        writers=frozenset(document["writers"]),
        timeline=tuple(Entry(**{**entry, "action": Action(entry["action"])}) for entry in document["timeline"]),
        begins_at=document["begins_at"],
        news=News(**document["news"]) if "news" in document else None,
        author_names=document.get("author_names", {}),
    )


def _progress(document: Document) -> Progress:
    return Progress(**document["progress"])
