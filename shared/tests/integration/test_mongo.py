"""The driver seam: everything a store may use behaves alike on both drivers (the fixture runs each test on each)."""

import asyncio
import io
from typing import Any

import pytest
from pymongo.common import MIN_HEARTBEAT_INTERVAL

from shared.mongo import (
    MONGO_UNAVAILABLE,
    BulkWriteError,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    ReturnDocument,
    UpdateOne,
    aggregate,
    bucket,
    changes,
    ensure_indexes,
    in_one_line,
    insert,
    insert_each,
    open_mongo,
    ping,
    write_in_bulk,
)
from shared.settings import ServiceSettings
from shared.testing import PATIENCE, eventually, never_confirmed, settings_on
from shared.versioned import duplicate


async def test_documents_are_written_read_and_counted(database: Database) -> None:
    things = database["things"]
    await ensure_indexes(things, [IndexModel([("n", 1)], name="ux_n", unique=True)])
    await things.insert_many([{"_id": f"t{n}", "n": n} for n in range(5)])
    with pytest.raises(DuplicateKey):
        await things.insert_one({"_id": "other", "n": 3})
    changed = await things.find_one_and_update({"_id": "t1"}, {"$set": {"n": 10}}, return_document=ReturnDocument.AFTER)
    assert changed == {"_id": "t1", "n": 10}
    assert [found["n"] for found in await things.find({}).sort("n", -1).limit(2).to_list(2)] == [10, 4]
    assert await aggregate(things, [{"$group": {"_id": None, "sum": {"$sum": "$n"}}}]) == [{"_id": None, "sum": 19}]


async def test_of_many_inserted_each_is_told_whether_it_was_new_and_what_was_taken(database: Database) -> None:
    things = database["things"]
    await ensure_indexes(things, [IndexModel([("n", 1)], name="ux_n", unique=True)])
    await things.insert_one({"_id": "old", "n": 1})
    news: list[Document] = [{"_id": "a", "n": 1}, {"_id": "b", "n": 2}, {"_id": "old", "n": 3}, {"_id": "c", "n": 2}]
    assert await insert_each(things, news) == [{"n": 1}, None, {"_id": "old"}, {"n": 2}]
    assert await insert_each(things, [{"_id": "d", "n": 4}]) == [None]
    assert {found["_id"] for found in await things.find({}).to_list(10)} == {"old", "b", "d"}


async def test_of_many_writes_one_that_is_refused_hinders_no_other(database: Database) -> None:
    things = database["things"]
    await ensure_indexes(things, [IndexModel([("n", 1)], name="ux_n", unique=True)])
    with pytest.raises(BulkWriteError):
        await write_in_bulk(things, [_numbered("a", 1), _numbered("b", 1), _numbered("c", 2)])
    assert {found["_id"] for found in await things.find({}).to_list(10)} == {"a", "c"}


async def test_many_writes_that_are_not_confirmed_are_told_as_one_is(database: Database) -> None:
    things = never_confirmed(database["things"])
    with pytest.raises(MONGO_UNAVAILABLE) as of_one:
        await things.update_one({"_id": "a"}, {"$set": {"n": 1}}, upsert=True)
    with pytest.raises(MONGO_UNAVAILABLE) as of_many:
        await write_in_bulk(things, [_numbered("b", 2), _numbered("c", 3)])
    with pytest.raises(MONGO_UNAVAILABLE) as of_inserts:
        await insert_each(things, [{"_id": "d", "n": 4}, {"_id": "a", "n": 5}])
    assert in_one_line(of_one.value) == in_one_line(of_many.value) == in_one_line(of_inserts.value)
    await eventually(lambda: things.count_documents({}), want=lambda written: written == 4)


async def test_what_was_not_confirmed_is_not_there_already_for_who_tries_again(database: Database) -> None:
    things = database["things"]
    for _ in range(2):
        with pytest.raises(MONGO_UNAVAILABLE):
            await insert(never_confirmed(things), {"_id": "a", "n": 1})
    with pytest.raises(DuplicateKey) as there:
        await insert(things, {"_id": "a", "n": 1})
    assert duplicate(there.value).field == "_id"
    assert await things.find_one({"_id": "a"}) == {"_id": "a", "n": 1}


def _numbered(thing_id: str, n: int) -> UpdateOne:
    return UpdateOne({"_id": thing_id}, {"$set": {"n": n}}, upsert=True)


async def test_files_keep_their_bytes_and_metadata(database: Database) -> None:
    files = bucket(database, "files")
    content = bytes(range(256)) * 3000
    await files.upload_from_stream_with_id("fil_1", "scan", io.BytesIO(content), metadata={"owner": "cit_1"})
    stream = await files.open_download_stream("fil_1")
    assert stream.metadata == {"owner": "cit_1"}
    assert await stream.read() == content


async def test_a_change_is_seen_in_the_stream(database: Database) -> None:
    things = database["watched"]
    await things.insert_one({"_id": "first"})
    async with changes(things, [{"$match": {"operationType": "insert"}}]) as stream:
        await things.insert_one({"_id": "second"})
        async for change in stream:
            assert change["documentKey"] == {"_id": "second"}
            break


def _unreachable(driver: str, url: str = "mongodb://127.0.0.1:1/") -> ServiceSettings:
    return settings_on(url, "nothing", mongo_driver=driver)


@pytest.mark.parametrize("driver", ["pymongo", "motor"])
async def test_a_database_that_is_down_is_told_apart(driver: str) -> None:
    async with open_mongo(_unreachable(driver)) as database:
        with pytest.raises(MONGO_UNAVAILABLE) as down:
            await ping(database)
        assert "127.0.0.1:1: " in in_one_line(down.value)
        assert "Topology" not in in_one_line(down.value)


async def test_a_replica_set_of_another_name_is_named(mongo_url: str) -> None:
    async with open_mongo(_unreachable("pymongo", f"{mongo_url.partition('?')[0]}?replicaSet=other")) as database:
        with pytest.raises(MONGO_UNAVAILABLE) as unknown:
            await ping(database)
        said = 'ServerSelectionTimeoutError: No replica set members available for replica set name "other"'
        assert in_one_line(unknown.value) == said


async def test_a_call_given_up_while_the_database_is_down_does_not_hold_up_those_after_it() -> None:
    """Given up when its wait for a server is over, before it has the driver's lock again (python/cpython#86296)."""
    async with open_mongo(_unreachable("pymongo")) as database:
        given_up = asyncio.create_task(ping(database))
        await eventually(lambda: _selecting(database), want=bool)
        async with database.client._topology._lock:
            await asyncio.sleep(MIN_HEARTBEAT_INTERVAL * 1.5)  # after this interval the driver wants to look again
            given_up.cancel()
        await asyncio.wait({given_up})
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(MONGO_UNAVAILABLE):
                await ping(database)


async def _selecting(database: Database) -> int:
    topology: Any = database.client._topology
    return len(topology._condition._waiters) if topology else 0
