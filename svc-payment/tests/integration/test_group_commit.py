"""Updates that go together: each is told the truth about itself, whoever else was in the batch."""

import asyncio

import pytest

from shared.errors import DuplicateValue
from shared.mongo import MONGO_UNAVAILABLE, Database
from shared.testing import eventually, never_confirmed
from svc_payment.store.group_commit import Lookup, VersionedUpdates


async def test_of_many_updates_of_one_version_one_wins_and_knows_it(database: Database) -> None:
    things = database["things"]
    await things.insert_one({"_id": "a", "version": 1})
    update = VersionedUpdates(things)

    async def write(number: int) -> bool:
        return await update({"_id": "a", "version": 1}, {"$set": {"by": number}, "$inc": {"version": 1}})

    won = await asyncio.gather(*(write(number) for number in range(64)))
    [winner] = [number for number, one in enumerate(won) if one]
    found = await things.find_one({"_id": "a"})
    assert found
    assert (found["by"], found["version"]) == (winner, 2)


async def test_an_outdated_update_hinders_none_of_its_neighbours(database: Database) -> None:
    things = database["things"]
    await things.insert_many([{"_id": str(number), "version": 1 + number % 5} for number in range(50)])
    update = VersionedUpdates(things)
    writes = (
        update({"_id": str(number), "version": 1}, {"$push": {"log": number}, "$inc": {"version": 1}})
        for number in range(50)
    )
    assert await asyncio.gather(*writes) == [number % 5 == 0 for number in range(50)]
    written = {found["_id"] async for found in things.find({"log.0": {"$exists": True}})}
    assert written == {str(number) for number in range(0, 50, 5)}


async def test_look_ups_of_the_same_moment_are_answered_each_in_its_place(database: Database) -> None:
    things = database["things"]
    names = [("zalo", "1"), ("zalo", "2"), ("momo", "1")]
    await things.insert_many([{"provider": provider, "reference": reference} for provider, reference in names])
    find = Lookup(things, ["provider", "reference"], {"_id": 0})
    asked = [*names, ("momo", "2"), ("zalo", "1")]
    found = await asyncio.gather(*(find(*key) for key in asked))
    assert [tuple(one.values()) if one else None for one in found] == [*names, None, ("zalo", "1")]


async def test_a_value_that_another_has_is_refused_to_that_update_alone(database: Database) -> None:
    things = database["things"]
    await things.create_index("name", unique=True, partialFilterExpression={"name": {"$gt": ""}})
    await things.insert_many([{"_id": str(number), "version": 1} for number in range(20)])
    await things.insert_one({"_id": "holder", "name": "taken"})
    update = VersionedUpdates(things)
    names = ["taken" if number in (3, 7) else f"name {number}" for number in range(20)]
    writes = (
        update({"_id": str(number), "version": 1 + (number == 5)}, {"$set": {"name": name}})
        for number, name in enumerate(names)
    )
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    refused = {number: one.field for number, one in enumerate(outcomes) if isinstance(one, DuplicateValue)}
    assert refused == {3: "name", 7: "name"}
    assert [one for number, one in enumerate(outcomes) if number not in refused] == [
        n != 5 for n in range(20) if n not in (3, 7)
    ]
    with pytest.raises(DuplicateValue):
        await update({"_id": "3", "version": 1}, {"$set": {"name": "taken"}})


@pytest.mark.parametrize("name", ["a name of its own", "taken"])
async def test_whoever_was_not_confirmed_is_not_told_that_another_won(database: Database, name: str) -> None:
    things = database["things"]
    await things.create_index("name", unique=True, partialFilterExpression={"name": {"$gt": ""}})
    await things.insert_many([{"_id": str(number), "version": 1} for number in range(3)])
    await things.insert_one({"_id": "holder", "name": "taken"})
    update = VersionedUpdates(never_confirmed(things))
    names = ["one", "two", name]
    writes = (update({"_id": str(number), "version": 1}, {"$set": {"name": each}}) for number, each in enumerate(names))
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(one) for one in outcomes if not isinstance(one, MONGO_UNAVAILABLE)] == []
    applied = {"name": {"$in": ["one", "two"]}}
    await eventually(lambda: things.count_documents(applied), want=lambda written: written == 2)
