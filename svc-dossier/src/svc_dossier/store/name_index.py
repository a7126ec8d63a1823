"""Dossiers that were found by the beginning of the whole name alone are found by every word of it."""

from shared.mongo import Collection, UpdateOne
from svc_dossier.store.sealed_form import beginnings

AT_ONCE = 1000


async def index_names(dossiers: Collection) -> None:
    """Once for each dossier of before; afterwards there are none."""
    of_before = {"found_by.name": {"$exists": True}}
    while found := await dossiers.find(of_before, {"found_by.name": 1}).limit(AT_ONCE).to_list(AT_ONCE):
        changes = [
            UpdateOne(
                {"_id": document["_id"]},
                {"$set": {"found_by.words": beginnings(document["found_by"]["name"])}, "$unset": {"found_by.name": ""}},
            )
            for document in found
        ]
        await dossiers.bulk_write(changes, ordered=False)
