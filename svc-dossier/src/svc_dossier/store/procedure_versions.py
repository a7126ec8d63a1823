"""Procedure versions, drafts and published: one document each, one write an edit."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date, datetime
from typing import Any

from shared.events import Event
from shared.keyset import after_key
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, insert, insert_each
from shared.outbox import ROOM_LEFT, announce_again, entry
from shared.versioned import duplicate, update_version
from svc_dossier.domain.procedure_version import (
    Edit,
    EditEntry,
    ProcedureVersion,
    PublishedVersion,
    Stage,
    version_id,
)


class ProcedureVersions:
    def __init__(self, database: Database) -> None:
        self._collection = database["procedure_versions"]

    async def seed(
        self, versions: Sequence[ProcedureVersion], events: Callable[[ProcedureVersion], list[Event]]
    ) -> None:
        """Keep those that are not kept yet, with what ``events`` tells of each; what is there stays as it is."""
        wanted = [version.id for version in versions]
        found = await self._collection.find({"_id": {"$in": wanted}}, {"_id": 1}).to_list(len(wanted))
        there = {document["_id"] for document in found}
        missing = [
            _document(version) | {"outbox": [entry(event) for event in events(version)]}
            for version in versions
            if version.id not in there
        ]
        if missing:
            await insert_each(self._collection, missing)

    async def announce_again(self, events: Callable[[ProcedureVersion], list[Event]]) -> int:
        """Have what ``events`` tells of each published version sent once more; how many versions."""
        published = {"stage": Stage.PUBLISHED.value}
        return await announce_again(self._collection, published, lambda found: events(_version(found)), "revision")

    async def add(self, version: ProcedureVersion) -> None:
        """Raises ``DuplicateValue`` when another took its number, or the command has made one."""
        try:
            await insert(self._collection, _document(version))
        except DuplicateKey as error:
            raise duplicate(error) from None

    async def save(self, version: ProcedureVersion, events: Sequence[Event]) -> None:
        """Write the edit that made ``version`` out of the revision before, and what others are told of it.

        Raises ``VersionConflict`` when it was edited meanwhile, ``DuplicateValue`` when the command edited another.
        """
        document = _document(version)
        edit = document.pop("record")[-1]
        before = {"_id": version.id, "revision": version.revision - 1, **(ROOM_LEFT if events else {})}
        pushed = {"record": edit, "outbox": {"$each": [entry(event) for event in events]}}
        await update_version(self._collection, before, {"$set": document, "$push": pushed})

    async def load(self, code: str, number: int) -> ProcedureVersion | None:
        found = await self._collection.find_one({"_id": version_id(code, number)})
        return _version(found) if found else None

    async def made_by(self, command_id: str) -> ProcedureVersion | None:
        found = await self._collection.find_one({"record.command_id": command_id})
        return _version(found) if found else None

    async def last_number(self, code: str) -> int:
        """The highest number that a version of ``code`` has; 0 when there is none."""
        found = await self._collection.find_one({"code": code}, {"number": 1}, sort=[("number", -1)])
        return int(found["number"]) if found else 0

    async def published_of(self, code: str) -> list[PublishedVersion]:
        wanted = {"code": code, "stage": Stage.PUBLISHED.value}
        found = await self._collection.find(wanted, {"effective_from": 1, "number": 1}).to_list(None)
        return [
            PublishedVersion(date.fromisoformat(document["effective_from"]), document["number"]) for document in found
        ]

    async def changed_since(self, moment: datetime) -> AsyncIterator[ProcedureVersion]:
        async for document in self._collection.find({"changed_at": {"$gte": moment}}):
            yield _version(document)

    async def listed(
        self, code: str | None, stage: Stage | None, after: tuple[str, int] | None, limit: int
    ) -> list[ProcedureVersion]:
        """Sorted by code and number, past ``after``."""
        wanted: Document = {**({"code": code} if code else {}), **({"stage": stage.value} if stage else {})}
        if after:  # beside the code that was asked for
            wanted = {"$and": [wanted, after_key("code", after, direction=ASCENDING, tie="number")]}
        found = self._collection.find(wanted, hint="ux_code_number").sort({"code": 1, "number": 1}).limit(limit)
        return [_version(document) for document in await found.to_list(limit)]


def _document(version: ProcedureVersion) -> Document:
    return {
        "_id": version.id,
        "code": version.code,
        "number": version.number,
        "revision": version.revision,
        "stage": version.stage.value,
        "effective_from": version.effective_from.isoformat(),
        "content": version.content,
        "changed_at": version.record[-1].at,
        "record": [_entry_document(edit) for edit in version.record],
    }


def _entry_document(edit: EditEntry) -> Document:
    return {**vars(edit), "edit": edit.edit.value, "changed": list(edit.changed)}


def _version(document: Document) -> ProcedureVersion:
    return ProcedureVersion(
        code=document["code"],
        number=document["number"],
        revision=document["revision"],
        stage=Stage(document["stage"]),
        effective_from=date.fromisoformat(document["effective_from"]),
        content=document["content"],
        record=tuple(_entry(edit) for edit in document["record"]),
    )


def _entry(document: dict[str, Any]) -> EditEntry:
    return EditEntry(**{**document, "edit": Edit(document["edit"]), "changed": tuple(document["changed"])})
