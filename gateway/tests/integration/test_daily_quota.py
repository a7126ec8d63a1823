from datetime import UTC, datetime, timedelta

from gateway.store.daily_quota import DailyQuotas
from shared.mongo import Database
from shared.testing import FakeClock

PATIENCE = 30.0
"""Seconds: what is counted here is counted on the slowest machine too."""


async def test_a_day_ends_at_midnight_in_viet_nam(database: Database) -> None:
    clock = FakeClock(datetime(2026, 11, 23, 16, 59, 50, tzinfo=UTC))  # 23:59:50 in Viet Nam
    quota = DailyQuotas(database, clock, PATIENCE)
    assert [(await quota.take("lookup", "cit_1", 2)).allowed for _ in range(3)] == [True, True, False]
    refused = await quota.take("lookup", "cit_1", 2)
    assert (refused.remaining, refused.reset) == (0, 10)
    assert (await quota.take("lookup", "cit_2", 2)).allowed, "each caller counts alone"
    clock.advance(timedelta(seconds=10))
    assert (await quota.take("lookup", "cit_1", 2)).allowed


async def test_a_restart_forgets_nothing(database: Database) -> None:
    clock = FakeClock()
    assert (await DailyQuotas(database, clock, PATIENCE).take("lookup", "cit_1", 1)).allowed
    assert not (await DailyQuotas(database, clock, PATIENCE).take("lookup", "cit_1", 1)).allowed
