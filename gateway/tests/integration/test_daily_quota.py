from datetime import UTC, datetime, timedelta

import pytest

from gateway.store.daily_quota import DailyQuotas
from shared.mongo import Database, open_mongo
from shared.testing import FakeClock, settings_on

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


async def test_what_cannot_be_counted_is_allowed_and_only_the_first_waits() -> None:
    async with open_mongo(settings_on("mongodb://127.0.0.1:1", "nothing")) as unreachable:
        quota = DailyQuotas(unreachable, FakeClock(), patience=0.1)
        assert (await quota.take("lookup", "cit_1", 1)).allowed
        with pytest.raises(StopIteration) as at_once:
            quota.take("lookup", "cit_1", 1).send(None)
        assert at_once.value.value.allowed
