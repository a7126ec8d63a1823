"""Data of years in svc-dossier's own database: dossiers as ``make bench`` makes them, and their files in GridFS."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from bench.many_dossiers import NOW, documents
from shared.files.store import File, StoredFile
from shared.mongo import Database
from shared.wakeup import Wakeup
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.files import Files
from svc_dossier.store.scope import Scope

DOSSIERS = 10_000
FILE_BYTES = 250_000
BATCH = 1_000
MEDIA_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Filled:
    """The owner of each dossier and the SHA-256 of each file, by their ids."""

    owners: Mapping[str, str]
    files: Mapping[str, str]


async def fill(database: Database, total_bytes: int) -> Filled:
    """``DOSSIERS`` dossiers, and files for the first of them until these are ``total_bytes`` together."""
    dossiers, files = database["dossiers"], Files(database)
    owners, hashes = dict[str, str](), dict[str, str]()
    # None of them is due: the service writes to no dossier that nobody asks for.
    made = [{**document, "alert": None} for document in documents(DOSSIERS)]
    for first in range(0, DOSSIERS, BATCH):
        await dossiers.insert_many(made[first : first + BATCH])
    for document in made:
        owners[document["_id"]] = document["citizen_id"]
        for file_id in document["file_ids"]:
            if len(hashes) * FILE_BYTES < total_bytes:
                hashes[file_id] = await _add(files, file_id, document["citizen_id"])
    return Filled(owners, hashes)


async def _add(files: Files, file_id: str, owner: str) -> str:
    """Bytes that do not get smaller, as those of a picture. Returns their SHA-256."""
    content = os.urandom(FILE_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    file = File(file_id, "giấy tờ.jpg", MEDIA_TYPE, FILE_BYTES)
    await files.add(StoredFile(file, owner, sha256, f"cmd_{file_id}", sha256, NOW), content, attached=True)
    return sha256


async def missing(database: Database, filled: Filled) -> list[str]:
    """The ids of dossiers that the service does not find, and of files that are not what they were."""
    dossiers, files = Dossiers(database, Wakeup()), Files(database)
    lost = [
        dossier_id
        for dossier_id, owner in filled.owners.items()
        if await dossiers.summary(dossier_id, Scope(citizen_id=owner)) is None
    ]
    return lost + [file_id for file_id, sha256 in filled.files.items() if await _hash(files, file_id) != sha256]


async def _hash(files: Files, file_id: str) -> str | None:
    if await files.find(file_id) is None:
        return None
    digest = hashlib.sha256()
    async for chunk in files.read(file_id):
        digest.update(chunk)
    return digest.hexdigest()
