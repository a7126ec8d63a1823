"""A table that administrators edit whole: the one in force, and beside it each that was before."""

from typing import Any

from shared.errors import VersionConflict
from shared.mongo import Collection, Document, DuplicateKey, insert

_ID = "current"


async def current_version(collection: Collection) -> Document | None:
    """``None`` while it is the shipped one, whose version is 0."""
    found: Document | None = await collection.find_one({"_id": _ID})
    return found


async def replace_version(collection: Collection, document: dict[str, Any]) -> None:
    """``document``, whose ``version`` follows the one before, comes into force. Raises ``VersionConflict``."""
    before = document["version"] - 1
    if before:
        # The version that goes out of force is kept; who comes too late finds it there, and changes nothing.
        old = await collection.find_one({"_id": _ID, "version": before})
        if old is None:
            raise VersionConflict
        kept = {**old, "_id": f"{_ID}-{before}"}
        await collection.replace_one({"_id": kept["_id"]}, kept, upsert=True)
        outcome = await collection.replace_one({"_id": _ID, "version": before}, document)
        if not outcome.matched_count:
            raise VersionConflict
        return
    try:
        await insert(collection, {"_id": _ID, **document})
    except DuplicateKey:
        raise VersionConflict from None
