"""What everybody may see of reports: lists, searches and a map. A query never sees anything but the public part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import BEGINNING
from shared.keyset import after_key
from shared.mongo import Database, Document
from svc_feedback.domain.place import Box, Point
from svc_feedback.domain.report_states import PublicGroup
from svc_feedback.store.report_documents import point_of
from svc_feedback.store.words import each_word

LONGEST_MS = 3_000
_SHOWN = {"code": 1, "supporters": 1, "public": 1, "changed_at": 1, "agency_id": 1, "attachments": 1, "result": 1}


@dataclass(frozen=True)
class PublicFile:
    id: str
    name: str
    media_type: str
    size: int
    preview: str | None


@dataclass(frozen=True)
class PublicReport:
    """``point`` is rounded. No name, no phone, and no words that an approver has not read."""

    id: str
    code: str
    title: str
    text: str
    result: str | None
    group: PublicGroup
    category: str
    commune: str | None
    agency_id: str | None
    point: Point | None
    sent_at: datetime
    changed_at: datetime
    supporters: int
    files: tuple[PublicFile, ...]
    result_files: tuple[PublicFile, ...]

    @property
    def all_files(self) -> tuple[PublicFile, ...]:
        return (*self.files, *self.result_files)


@dataclass(frozen=True)
class PublicQuery:
    """``categories``: one of these; none for all. ``words``: all of them, each in the text or by one of the categories
    that are called by it; ``None`` for any text.
    """

    categories: Sequence[str] = ()
    commune: str | None = None
    group: PublicGroup | None = None
    words: Mapping[str, Sequence[str]] | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, str] | None = None
    limit: int = 20


class PublicReports:
    def __init__(self, database: Database) -> None:
        self._collection = database["reports"]

    async def latest(self, query: PublicQuery) -> list[PublicReport]:
        """The latest first, past ``after`` (sent_at, id)."""
        sent_at: Document = {"$gt": BEGINNING}
        sent_at |= {"$gte": query.since} if query.since else {}
        sent_at |= {"$lte": query.until} if query.until else {}
        wanted: Document = {"public.sent_at": sent_at, **_filter(query)}
        index = _index(query)
        if query.words is not None:
            if not query.words:
                return []
            wanted["$and"] = each_word("words", query.words)
        if query.after:  # beside the period that was asked for
            wanted = {"$and": [wanted, after_key("public.sent_at", query.after)]}
        found = self._collection.find(wanted, _SHOWN, hint=index).sort({"public.sent_at": -1, "_id": -1})
        found = found.limit(query.limit).max_time_ms(LONGEST_MS)
        return [_report(document) for document in await found.to_list(query.limit)]

    async def inside(self, box: Box, query: PublicQuery) -> list[PublicReport]:
        """Those on this part of the map, no more than the query's limit."""
        ring = [
            [box.west, box.south],
            [box.east, box.south],
            [box.east, box.north],
            [box.west, box.north],
            [box.west, box.south],
        ]
        shape = {"$geometry": {"type": "Polygon", "coordinates": [ring]}}
        wanted = {"public.point": {"$geoWithin": shape}, **_filter(query)}
        found = self._collection.find(wanted, _SHOWN, hint="ix_public_map").limit(query.limit)
        return [_report(each) for each in await found.max_time_ms(LONGEST_MS).to_list(query.limit)]

    async def find(self, report_id: str) -> PublicReport | None:
        found = await self._collection.find_one({"_id": report_id, "public.sent_at": {"$gt": BEGINNING}}, _SHOWN)
        return _report(found) if found else None

    async def by_code(self, code: str) -> PublicReport | None:
        found = await self._collection.find_one({"code": code, "public.sent_at": {"$gt": BEGINNING}}, _SHOWN)
        return _report(found) if found else None

    async def among(self, report_ids: Sequence[str]) -> dict[str, PublicReport]:
        """Those of ``report_ids`` that are public."""
        wanted = {"_id": {"$in": list(report_ids)}, "public.sent_at": {"$gt": BEGINNING}}
        found = await self._collection.find(wanted, _SHOWN).to_list(None)
        return {document["_id"]: _report(document) for document in found}


def _filter(query: PublicQuery) -> Document:
    wanted: Document = {}
    wanted |= {"public.category": {"$in": list(query.categories)}} if query.categories else {}
    wanted |= {"public.commune": query.commune} if query.commune else {}
    wanted |= {"public.group": query.group.value} if query.group else {}
    return wanted


def _index(query: PublicQuery) -> str:
    """Named, because the planner also knows plans that sort. What narrows most goes first."""
    if query.words is not None:
        return "ix_public_words"
    if query.commune:
        return "ix_public_commune"
    return "ix_public_category" if query.categories else "ix_public_group" if query.group else "ix_public"


def _report(document: Mapping[str, Any]) -> PublicReport:
    public = document["public"]
    result = document["result"]
    of_result = result["attachments"] if result and public["result"] is not None else []
    return PublicReport(
        id=document["_id"],
        code=document["code"],
        title=public["title"],
        text=public["text"],
        result=public["result"],
        group=PublicGroup(public["group"]),
        category=public["category"],
        commune=public["commune"],
        agency_id=document["agency_id"],
        point=point_of(public.get("point")),
        sent_at=public["sent_at"],
        changed_at=document["changed_at"],
        supporters=document["supporters"],
        files=_shown(document["attachments"], public),
        result_files=_shown(of_result, public),
    )


def _shown(attachments: Sequence[Mapping[str, Any]], public: Mapping[str, Any]) -> tuple[PublicFile, ...]:
    return tuple(PublicFile(**each) for each in attachments if each["id"] in public["files"])
