"""The time that processes go by whose machines do not agree."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from shared import database_clock as module
from shared.database_clock import DatabaseClock
from shared.mongo import Database
from shared.testing import FakeClock, database_time

BUSY = timedelta(seconds=1)
"""A busy machine may take so long for an answer."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("minutes", [-60, -3, 0, 3, 60, 60 * 24 * 365])
async def test_it_is_the_databases_time_however_wrong_the_machines_is(database: Database, minutes: int) -> None:
    machine = FakeClock(await database_time(database) + timedelta(minutes=minutes))
    clock = DatabaseClock(database, machine)
    assert clock.now() == machine.now(), "there is no other yet"
    before = await database_time(database)
    await clock.read()
    now = clock.now()
    assert before - BUSY <= now <= await database_time(database) + BUSY
    assert now.microsecond % 1000 == 0
    ahead = REGISTRY.get_sample_value("clock_ahead_seconds")
    assert ahead == pytest.approx(minutes * 60, abs=5)


async def test_setting_the_machines_clock_changes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = FakeClock(LONG_AGO)
    clock = DatabaseClock(database, machine)
    monkeypatch.setattr(module, "elapsed", lambda: 100.0)
    await clock.read()
    began = clock.now()
    machine.advance(timedelta(days=400))
    monkeypatch.setattr(module, "elapsed", lambda: 107.25)
    assert clock.now() - began == timedelta(seconds=7.25)


async def test_it_does_not_jump_about_from_answer_to_answer(database: Database) -> None:
    clock = DatabaseClock(database)
    for _ in range(20):
        await clock.read()
    last = clock.now()
    for _ in range(200):
        await clock.read()
        assert clock.now() >= last - timedelta(milliseconds=2)
        last = clock.now()


async def test_another_primary_with_another_time_is_noticed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = DatabaseClock(database)
    monkeypatch.setattr(module, "elapsed", lambda: 0.0)
    await clock.read()
    monkeypatch.setattr(module, "elapsed", lambda: 3600.0)  # as if the answer were an hour behind what was counted
    assert clock.now() > await database_time(database) + timedelta(minutes=59)
    before = await database_time(database)
    await clock.read()
    assert before - BUSY <= clock.now() <= await database_time(database) + BUSY
