import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared import leases as module
from shared.leases import Lease, Leases
from shared.mongo import Database
from shared.testing import database_time, eventually, let_leases_end

TTL = timedelta(seconds=9)
SHORT = timedelta(seconds=1)


async def until(database: Database) -> datetime:
    kept = await database["leases"].find_one({"_id": "relay"})
    assert kept
    moment: datetime = kept["until"]
    return moment


async def test_one_of_many_wins_and_keeps_it_by_renewing(database: Database) -> None:
    contenders = [Leases(database["leases"], f"holder-{n}") for n in range(20)]
    won = await asyncio.gather(*(contender.acquire("relay", TTL) for contender in contenders))
    winners = [lease for lease in won if lease]
    assert len(winners) == 1
    first = await until(database)
    await asyncio.sleep(0.1)
    holder = next(c for c, lease in zip(contenders, won, strict=True) if lease)
    before = await database_time(database)
    renewed = await holder.acquire("relay", TTL)
    assert renewed is not None
    assert renewed.fence == winners[0].fence
    assert await until(database) > first
    assert before + TTL <= await until(database) <= await database_time(database) + TTL


async def test_in_two_hundred_races_one_wins_each(database: Database) -> None:
    """An operation that waited for a faster one has an older time than what that one wrote."""
    contenders = [Leases(database["leases"], f"holder-{n}") for n in range(40)]
    for race in range(200):
        won = await asyncio.gather(*(contender.acquire(f"race-{race}", TTL) for contender in contenders))
        assert len([lease for lease in won if lease]) == 1, race


async def test_a_lease_that_ran_out_goes_to_another_with_a_higher_fence(database: Database) -> None:
    sleeper, next_one = (Leases(database["leases"], name) for name in ("sleeper", "next"))
    old = await sleeper.acquire("relay", SHORT)
    assert old is not None
    assert await until(database) <= await database_time(database) + SHORT
    assert await next_one.acquire("relay", SHORT) is None
    new = await eventually(lambda: next_one.acquire("relay", TTL))
    assert new is not None
    assert new.fence > old.fence
    assert old.left() <= timedelta(0)
    assert await sleeper.acquire("relay", TTL) is None
    await sleeper.release(old)  # a late release of the old lease frees nothing
    assert await sleeper.acquire("relay", TTL) is None


async def test_a_released_lease_is_free_at_once(database: Database) -> None:
    first, second = (Leases(database["leases"], name) for name in ("first", "second"))
    lease = await first.acquire("relay", TTL)
    assert lease is not None
    await first.release(lease)
    assert await second.acquire("relay", TTL) is not None


async def test_who_comes_back_after_its_time_gets_a_new_fence(database: Database) -> None:
    """Somebody else may have held it in between."""
    leases = Leases(database["leases"], "one")
    old = await leases.acquire("relay", TTL)
    await let_leases_end(database)
    new = await leases.acquire("relay", TTL)
    assert old and new
    assert new.fence == old.fence + 1


@pytest.mark.parametrize("ahead", [timedelta(minutes=3), timedelta(hours=1), timedelta(days=400)])
async def test_what_a_wrong_clock_has_written_is_not_believed(database: Database, ahead: timedelta) -> None:
    """A primary that was ahead, or a worker of an earlier release, took the lease and died."""
    await database["leases"].insert_one(
        {"_id": "relay", "holder": "dead", "fence": 4, "until": datetime.now(UTC) + ahead + TTL}
    )
    lease = await eventually(lambda: Leases(database["leases"], "alive").acquire("relay", TTL))
    assert lease is not None
    assert lease.fence == 5


async def test_no_clock_of_the_process_has_a_part_in_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert await Leases(database["leases"], "one").acquire("relay", TTL)
    assert abs(await until(database) - await database_time(database)) <= TTL + timedelta(seconds=1)


async def test_names_of_holders_are_only_names(database: Database) -> None:
    odd: list[Any] = ["$holder", "$$NOW", "{}"]
    for holder in odd:
        lease = await Leases(database["leases"], holder).acquire(f"job-{holder}", TTL)
        assert lease is not None
        kept = await database["leases"].find_one({"_id": f"job-{holder}"})
        assert kept
        assert kept["holder"] == holder


def test_a_holder_counts_from_before_it_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "elapsed", lambda: 104.0)
    assert Lease("relay", "one", 1, began=100.0, ttl=TTL).left() == timedelta(seconds=5)
