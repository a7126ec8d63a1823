import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.indexes import Indexes
from shared.mongo import ASCENDING, Database, DuplicateKey, IndexModel, ensure_indexes
from shared.testing import PATIENCE, eventually


def made(make: Callable[[], Awaitable[None]]) -> Indexes:
    async def look() -> None:
        """Nothing becomes of the database."""

    return Indexes(make, look, "python -m svc_x")


async def test_they_are_made_in_the_background_and_readiness_waits_for_them(database: Database) -> None:
    declared = [IndexModel([("n", ASCENDING)], name="ux_n", unique=True)]
    indexes = made(lambda: ensure_indexes(database["things"], declared))
    with pytest.raises(RuntimeError):
        await indexes.check()
    stop = asyncio.Event()
    running = asyncio.create_task(indexes.run(stop))

    async def ready() -> bool:
        try:
            await indexes.check()
        except RuntimeError:
            return False
        return True

    await eventually(ready)
    await database["things"].insert_one({"n": 1})
    with pytest.raises(DuplicateKey):
        await database["things"].insert_one({"n": 1})
    stop.set()
    await asyncio.wait_for(running, PATIENCE)


async def test_what_goes_by_an_index_begins_when_it_is_there(database: Database) -> None:
    declared = [IndexModel([("n", ASCENDING)], name="ix_n")]
    begun = asyncio.Event()

    async def task(stop: asyncio.Event) -> None:
        await database["things"].find_one({"n": 1}, hint="ix_n")
        begun.set()
        await stop.wait()

    stop = asyncio.Event()
    tasks = made(lambda: ensure_indexes(database["things"], declared)).before({"task": task})
    running = [asyncio.ensure_future(tasks[name](stop)) for name in ("task", "indexes")]
    await asyncio.wait_for(begun.wait(), PATIENCE)
    stop.set()
    await asyncio.wait_for(asyncio.gather(*running), PATIENCE)


async def test_what_never_began_ends_when_it_is_told_to(database: Database) -> None:
    async def task(_: asyncio.Event) -> None:
        pytest.fail("there is no index")

    stop = asyncio.Event()
    tasks = made(lambda: ensure_indexes(database["things"], [])).before({"task": task})
    waiting = asyncio.ensure_future(tasks["task"](stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(waiting, PATIENCE)
