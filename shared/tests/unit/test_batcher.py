import asyncio
from collections.abc import Sequence

import pytest

from shared.batcher import MAX_BATCH, Batcher


class Database:
    """Doubles numbers, a round trip at a time, when told to."""

    def __init__(self) -> None:
        self.trips: list[list[int]] = []
        self.may_answer = asyncio.Event()

    async def double(self, numbers: Sequence[int]) -> Sequence[int]:
        self.trips.append(list(numbers))
        await self.may_answer.wait()
        if 13 in numbers:
            raise ConnectionError
        return [2 * number for number in numbers]


async def test_one_alone_waits_for_nobody_and_those_behind_it_go_together() -> None:
    database = Database()
    double = Batcher(database.double)
    first = asyncio.create_task(double(1))
    await asyncio.sleep(0)
    others = [asyncio.create_task(double(n)) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    assert database.trips == [[1]]
    database.may_answer.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8]
    assert database.trips == [[1], [2, 3, 4]]
    assert await double(5) == 10


async def test_a_failure_is_that_of_all_who_went_together_and_of_nobody_else() -> None:
    database = Database()
    double = Batcher(database.double)
    first = asyncio.create_task(double(1))
    await asyncio.sleep(0)
    unlucky = [asyncio.create_task(double(n)) for n in (13, 14)]
    await asyncio.sleep(0)
    database.may_answer.set()
    assert await first == 2
    for one in unlucky:
        with pytest.raises(ConnectionError):
            await one
    assert await double(3) == 6


async def test_who_gave_up_waiting_does_not_disturb_the_others() -> None:
    database = Database()
    double = Batcher(database.double)
    first, second = asyncio.create_task(double(1)), asyncio.create_task(double(2))
    await asyncio.sleep(0)
    first.cancel()
    database.may_answer.set()
    assert await second == 4


async def test_a_round_trip_is_bounded() -> None:
    database = Database()
    database.may_answer.set()
    double = Batcher(database.double)
    assert await asyncio.gather(*(double(n) for n in range(100, 100 + 3 * MAX_BATCH))) == [
        2 * n for n in range(100, 100 + 3 * MAX_BATCH)
    ]
    assert max(map(len, database.trips)) <= MAX_BATCH
