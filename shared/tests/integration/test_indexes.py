import asyncio

import pytest

from shared.indexes import Indexes
from shared.mongo import ASCENDING, Database, DuplicateKey, IndexModel, ensure_indexes
from shared.testing import eventually


async def test_they_are_made_in_the_background_and_readiness_waits_for_them(database: Database) -> None:
    declared = [IndexModel([("n", ASCENDING)], name="ux_n", unique=True)]
    indexes = Indexes(lambda: ensure_indexes(database["things"], declared))
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
    await asyncio.wait_for(running, 5)
