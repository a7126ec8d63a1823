"""Dossiers that an earlier release stored are brought up to date, once each.

Every process looks for them when it starts, so each kind has an index that holds those alone: it is empty afterwards,
and a start reads no dossier.
"""

from collections.abc import Sequence

from shared.mongo import ASCENDING, Collection, Document, IndexModel, UpdateOne, write_in_bulk
from svc_dossier.store.sealed_form import beginnings

AT_ONCE = 1000

_WITHOUT_FILE_IDS: Document = {"file_ids": None}
_WITH_WHOLE_NAME: Document = {"found_by.name": {"$exists": True}}
INDEXES: Sequence[IndexModel] = (
    IndexModel(
        [("_id", ASCENDING), ("file_ids", ASCENDING)],
        name="ix_without_file_ids",
        partialFilterExpression=_WITHOUT_FILE_IDS,
    ),
    IndexModel([("found_by.name", ASCENDING)], name="ix_with_whole_name", partialFilterExpression=_WITH_WHOLE_NAME),
)

_OF_PAPERS: Document = {
    "$reduce": {
        "input": {"$ifNull": ["$papers", []]},
        "initialValue": [],
        "in": {"$concatArrays": ["$$value", "$$this.files.id"]},
    }
}


async def bring_up_to_date(dossiers: Collection) -> None:
    """Bring what was stored before up to date, once the indexes are made."""
    await _name_files(dossiers)
    await _index_names(dossiers)


async def _name_files(dossiers: Collection) -> None:
    """All files in one place, so that one index keeps each from every other dossier."""
    ids = {"$concatArrays": [_OF_PAPERS, {"$ifNull": ["$results.id", []]}]}
    await dossiers.update_many(_WITHOUT_FILE_IDS, [{"$set": {"file_ids": ids}}], hint="ix_without_file_ids")


async def _index_names(dossiers: Collection) -> None:
    """What was found by the beginning of the whole name alone is found by every word of it."""
    while True:
        waiting = dossiers.find(_WITH_WHOLE_NAME, {"found_by.name": 1}, hint="ix_with_whole_name").limit(AT_ONCE)
        found = await waiting.to_list(AT_ONCE)
        if not found:
            return
        changes = [
            UpdateOne(
                {"_id": document["_id"]},
                {"$set": {"found_by.words": beginnings(document["found_by"]["name"])}, "$unset": {"found_by.name": ""}},
            )
            for document in found
        ]
        await write_in_bulk(dossiers, changes)
