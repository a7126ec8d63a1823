"""Dossiers of before name each of their files in one place, so that one index keeps it from every other dossier."""

from shared.mongo import Collection, Document

_OF_PAPERS: Document = {
    "$reduce": {
        "input": {"$ifNull": ["$papers", []]},
        "initialValue": [],
        "in": {"$concatArrays": ["$$value", "$$this.files.id"]},
    }
}


async def name_files(dossiers: Collection) -> None:
    """Once for each dossier of before; afterwards there are none."""
    ids = {"$concatArrays": [_OF_PAPERS, {"$ifNull": ["$results.id", []]}]}
    await dossiers.update_many({"file_ids": {"$exists": False}}, [{"$set": {"file_ids": ids}}])
