"""Uploaded files, in GridFS. A file belongs to who uploaded it; one that nothing takes is removed after a while.

What takes a file (a dossier, a receipt) is the service's own business: it asks for files of an owner that are young
enough, keeps their ids, and answers the sweep which of them it has.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.files.inspection.jpeg import frame
from shared.mongo import ASCENDING, Database, Document, IndexModel, MongoError, NoFile, bucket

_BUCKET = "files"

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    f"{_BUCKET}.files": (
        IndexModel([("metadata.command_id", ASCENDING)], name="ux_command", unique=True),
        IndexModel(
            [("metadata.at", ASCENDING)], name="ix_unattached", partialFilterExpression={"metadata.attached": False}
        ),
    ),
}
"""The indexes of each collection, for the service that makes them."""


_FACTS = {"metadata.thumbnail": 0}
"""All that is known of a file, without its small picture."""


@dataclass(frozen=True)
class File:
    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class StoredFile:
    """What is known of a file: ``file`` as it is shown, ``sha256`` of its bytes, the command that brought it."""

    file: File
    owner: str
    sha256: str
    command_id: str
    fingerprint: str
    at: datetime


class FileStore:
    def __init__(self, database: Database) -> None:
        self._bucket = bucket(database, _BUCKET)
        self._files = database[f"{_BUCKET}.files"]
        self._chunks = database[f"{_BUCKET}.chunks"]

    async def add(
        self, stored: StoredFile, content: bytes, *, attached: bool = False, thumbnail: bytes = b""
    ) -> StoredFile:
        """Keep ``content``; where the same command has brought a file already, that one is the answer.

        With ``attached`` it is taken from the start, and no sweep removes it. ``thumbnail`` lies in the file's own
        document, so that it comes and goes with it.

        The file appears with its last write. What a crash leaves before it are chunks without a file: ``orphans``.
        """
        metadata = {
            "owner": stored.owner,
            "name": stored.file.name,
            "media_type": stored.file.media_type,
            "sha256": stored.sha256,
            "command_id": stored.command_id,
            "fingerprint": stored.fingerprint,
            "at": stored.at,
            "uploaded_at": stored.at,
            "attached": attached,
            **({"thumbnail": thumbnail, "thumbnail_size": frame(thumbnail)} if thumbnail else {}),
        }
        try:
            await self._bucket.upload_from_stream_with_id(stored.file.id, stored.file.id, content, metadata=metadata)
        except MongoError:
            first = await self.brought_by(stored.command_id)
            if first is None:
                raise
            if first.file.id != stored.file.id:  # else it is this one, and only the answer was lost
                await self.remove(stored.file.id)
            return first
        return stored

    async def brought_by(self, command_id: str) -> StoredFile | None:
        found = await self._files.find_one({"metadata.command_id": command_id}, _FACTS)
        return _stored(found) if found else None

    async def owned(self, owner: str, file_ids: Sequence[str], since: datetime) -> dict[str, StoredFile]:
        """Those of ``file_ids`` that ``owner`` has uploaded ``since``."""
        if not file_ids:
            return {}
        wanted = {"_id": {"$in": list(file_ids)}, "metadata.owner": owner, "metadata.at": {"$gte": since}}
        found = await self._files.find(wanted, _FACTS).to_list(len(file_ids))
        return {document["_id"]: _stored(document) for document in found}

    async def find(self, file_id: str, owner: str | None = None) -> StoredFile | None:
        """The file; with ``owner``, only theirs."""
        wanted = {"_id": file_id, **({"metadata.owner": owner} if owner else {})}
        found = await self._files.find_one(wanted, _FACTS)
        return _stored(found) if found else None

    async def named(self, file_ids: Sequence[str]) -> list[File]:
        """Those of ``file_ids`` that there are, in that order, whoever uploaded them."""
        found = await self._files.find({"_id": {"$in": list(file_ids)}}, _FACTS).to_list(len(file_ids) or 1)
        files = {document["_id"]: _stored(document).file for document in found}
        return [files[file_id] for file_id in file_ids if file_id in files]

    async def thumbnail(self, file_id: str) -> bytes | None:
        """The small picture, a JPEG; ``None`` where there is none."""
        found = await self._files.find_one({"_id": file_id}, {"metadata.thumbnail": 1})
        small = found["metadata"].get("thumbnail") if found else None
        return bytes(small) if small else None

    async def thumbnail_sizes(self, file_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Width and height of the small pictures of ``file_ids``, of those that have one."""
        if not file_ids:
            return {}
        wanted = {"_id": {"$in": list(file_ids)}, "metadata.thumbnail_size": {"$type": "array"}}
        found = await self._files.find(wanted, {"metadata.thumbnail_size": 1}).to_list(len(file_ids))
        return {document["_id"]: tuple(document["metadata"]["thumbnail_size"]) for document in found}

    async def read(self, file_id: str) -> AsyncIterator[bytes]:
        """The bytes, chunk by chunk."""
        stream = await self._bucket.open_download_stream(file_id)
        while chunk := await stream.readchunk():
            yield chunk

    async def read_part(self, file_id: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` up to, without, ``stop``: only the chunks that hold them are fetched."""
        found = await self._files.find_one({"_id": file_id}, {"chunkSize": 1})
        if found is None:
            return
        length = found["chunkSize"]
        wanted = {"files_id": file_id, "n": {"$gte": start // length, "$lte": (stop - 1) // length}}
        async for chunk in self._chunks.find(wanted, {"_id": 0, "n": 1, "data": 1}).sort("n", ASCENDING):
            begin = chunk["n"] * length
            yield bytes(chunk["data"][max(start - begin, 0) : stop - begin])

    async def unattached(self, before: datetime, limit: int) -> list[str]:
        """Files from ``before`` that nothing was seen to have taken, the oldest first."""
        wanted = {"metadata.attached": False, "metadata.at": {"$lt": before}}
        found = await self._files.find(wanted, {"_id": 1}).sort("metadata.at", 1).limit(limit).to_list(limit)
        return [document["_id"] for document in found]

    async def mark_attached(self, file_ids: Sequence[str]) -> None:
        await self._files.update_many({"_id": {"$in": list(file_ids)}}, {"$set": {"metadata.attached": True}})

    async def keep_until(self, owner: str, file_ids: Sequence[str], end: datetime, file_life: timedelta) -> None:
        """Let these wait to be taken until ``end``: their life of ``file_life`` begins so much later."""
        wanted = {"_id": {"$in": list(file_ids)}, "metadata.owner": owner}
        await self._files.update_many(wanted, {"$set": {"metadata.at": end - file_life}})

    async def orphans(self, first_id: str, last_id: str, limit: int) -> list[str]:
        """Ids, between the two, of chunks that no file holds."""
        wanted = {"files_id": {"$gte": first_id, "$lt": last_id}, "n": 0}
        heads = await self._chunks.find(wanted, {"_id": 0, "files_id": 1}).limit(limit).to_list(limit)
        ids = [head["files_id"] for head in heads]
        held = await self._files.find({"_id": {"$in": ids}}, {"_id": 1}).to_list(limit)
        return sorted({*ids} - {document["_id"] for document in held})

    async def remove(self, file_id: str) -> None:
        """The file and its chunks; chunks alone as well."""
        with suppress(NoFile):
            await self._bucket.delete(file_id)


def _stored(document: Document) -> StoredFile:
    metadata = document["metadata"]
    return StoredFile(
        file=File(document["_id"], metadata["name"], metadata["media_type"], document["length"]),
        owner=metadata["owner"],
        sha256=metadata["sha256"],
        command_id=metadata["command_id"],
        fingerprint=metadata["fingerprint"],
        at=metadata.get("uploaded_at", metadata["at"]),
    )
