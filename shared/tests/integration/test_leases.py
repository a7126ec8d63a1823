import asyncio
from datetime import timedelta

from shared.leases import Leases
from shared.mongo import Database
from shared.testing import FakeClock

TTL = timedelta(seconds=9)


async def test_one_of_many_wins_and_keeps_it_by_renewing(database: Database) -> None:
    clock = FakeClock()
    contenders = [Leases(database["leases"], clock, f"holder-{n}") for n in range(20)]
    won = await asyncio.gather(*(contender.acquire("relay", TTL) for contender in contenders))
    winners = [lease for lease in won if lease]
    assert len(winners) == 1
    clock.advance(TTL / 2)
    holder = next(c for c, lease in zip(contenders, won, strict=True) if lease)
    renewed = await holder.acquire("relay", TTL)
    assert renewed is not None
    assert (renewed.fence, renewed.until) == (winners[0].fence, clock.now() + TTL)


async def test_a_lease_that_ran_out_goes_to_another_with_a_higher_fence(database: Database) -> None:
    clock = FakeClock()
    sleeper, next_one = (Leases(database["leases"], clock, name) for name in ("sleeper", "next"))
    old = await sleeper.acquire("relay", TTL)
    assert old is not None
    assert await next_one.acquire("relay", TTL) is None
    clock.advance(TTL)
    new = await next_one.acquire("relay", TTL)
    assert new is not None
    assert new.fence > old.fence
    assert await sleeper.acquire("relay", TTL) is None
    await sleeper.release(old)  # a late release of the old lease frees nothing
    assert await sleeper.acquire("relay", TTL) is None


async def test_a_released_lease_is_free_at_once(database: Database) -> None:
    clock = FakeClock()
    first, second = (Leases(database["leases"], clock, name) for name in ("first", "second"))
    lease = await first.acquire("relay", TTL)
    assert lease is not None
    await first.release(lease)
    assert await second.acquire("relay", TTL) is not None
