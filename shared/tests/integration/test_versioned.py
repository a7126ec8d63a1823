"""A document written over the version that was read."""

import pytest

from shared.errors import DuplicateValue, VersionConflict
from shared.mongo import Database, DuplicateKey, IndexModel, ensure_indexes
from shared.versioned import duplicate, update_version


async def things(database: Database) -> None:
    await ensure_indexes(database["things"], [IndexModel([("code", 1), ("part", 1)], name="ux_code", unique=True)])
    rows = [{"_id": f"t{n}", "version": 1, "code": f"c{n}", "part": 1} for n in (1, 2)]
    await database["things"].insert_many(rows)


async def test_who_comes_second_finds_another_version(database: Database) -> None:
    await things(database)
    for_first = {"$inc": {"version": 1}, "$set": {"by": "first"}}
    await update_version(database["things"], {"_id": "t1", "version": 1}, for_first)
    with pytest.raises(VersionConflict):
        await update_version(database["things"], {"_id": "t1", "version": 1}, {"$set": {"by": "second"}})
    assert await database["things"].find_one({"_id": "t1"}, {"by": 1, "version": 1}) == {
        "_id": "t1",
        "version": 2,
        "by": "first",
    }


async def test_what_another_has_is_named_with_its_value(database: Database) -> None:
    await things(database)
    with pytest.raises(DuplicateValue) as taken:
        await update_version(database["things"], {"_id": "t1", "version": 1}, {"$set": {"code": "c2"}})
    assert (taken.value.field, taken.value.value) == ("code", "c2")
    with pytest.raises(DuplicateKey) as refused:
        await database["things"].insert_one({"_id": "t1"})
    assert (duplicate(refused.value).field, duplicate(refused.value).value) == ("_id", "t1")
