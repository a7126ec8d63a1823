import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from shared.clock import elapsed
from shared.leases import Leases
from shared.mongo import MONGO_UNAVAILABLE, Database
from shared.periodic import PeriodicTask, Repeating
from shared.schedules import PERIODIC_LEASE
from shared.testing import database_time, eventually, let_leases_end

SOON = 0.01


def counted(answers: list[object]) -> tuple[Callable[[], Awaitable[object]], list[int]]:
    """Answers of one round after another, then nothing; an exception is raised. And how many there were."""
    made: list[int] = []

    async def do() -> object:
        made.append(len(made))
        answer = answers.pop(0) if answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    return do, made


async def test_a_round_that_has_more_to_do_is_followed_at_once(running: Callable[..., Any]) -> None:
    do, made = counted([True, True, False])

    async def look() -> int:
        return len(made)

    rounds = PeriodicTask("work", every=3600)
    async with running(lambda stop: rounds.run(do, stop)):
        await eventually(look, want=lambda number: number == 3)
        await asyncio.sleep(0)
    assert len(made) == 3, "the next one is in an hour"


async def test_a_database_that_is_away_ends_the_round_and_not_the_task(running: Callable[..., Any]) -> None:
    do, made = counted([MONGO_UNAVAILABLE[0]("gone"), MONGO_UNAVAILABLE[0]("gone")])

    async def look() -> int:
        return len(made)

    rounds = PeriodicTask("work", every=SOON)
    async with running(lambda stop: rounds.run(do, stop)):
        await eventually(look, want=lambda number: number > 4)


async def test_a_defect_ends_the_round_and_not_the_task_and_is_counted(running: Callable[..., Any]) -> None:
    do, made = counted([KeyError("subject"), True, ValueError("odd")])

    async def look() -> int:
        return len(made)

    rounds = PeriodicTask("work_with_defects", every=SOON)
    assert failures("work_with_defects") == 0, "so that the first is seen to come"
    async with running(lambda stop: rounds.run(do, stop)):
        await eventually(look, want=lambda number: number > 4)
    assert failures("work_with_defects") == 2


def failures(task: str) -> float | None:
    return REGISTRY.get_sample_value("periodic_failures_total", {"task": task})


async def test_one_process_has_the_round_and_the_next_one_when_it_stops(
    database: Database, running: Callable[..., Any]
) -> None:
    first, second = (PeriodicTask("work", SOON, Leases(database["leases"], name)) for name in ("wrk_1", "wrk_2"))
    async with running(lambda stop: first.run(first.holds_lease, stop)):
        await eventually(lambda: database["leases"].find_one({"holder": "wrk_1"}))
        assert not await second.holds_lease()
    before = await database_time(database)
    assert await second.holds_lease(), "who stops lets go"
    assert not await first.holds_lease()
    kept = await database["leases"].find_one({"_id": "work"})
    assert kept
    minute = timedelta(minutes=1)
    assert before + minute <= kept["until"] <= await database_time(database) + minute, "who is killed keeps it so long"
    await let_leases_end(database)
    assert await first.holds_lease()


async def test_who_cannot_prolong_the_lease_leads_no_longer_than_it_lasts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leads() -> float | None:
        return REGISTRY.get_sample_value("periodic_leader", {"task": "work_with_lease"})

    task = PeriodicTask("work_with_lease", SOON, Leases(database["leases"], "wrk_1"))
    assert leads() == 0
    assert await task.holds_lease()
    assert leads() == 1
    later = elapsed() + PERIODIC_LEASE.total_seconds() + 1
    monkeypatch.setattr("shared.leases.elapsed", lambda: later)
    assert leads() == 0


async def test_a_use_case_comes_round_in_one_process_and_is_measured_in_all(database: Database) -> None:
    do, made = counted([True, None])
    measured: list[str] = []

    def repeating(holder: str) -> Repeating:
        async def measure() -> None:
            measured.append(holder)

        async def work() -> bool:
            return bool(await do())

        return Repeating("work", 3600, work, Leases(database["leases"], holder), measure=measure)

    first, second = repeating("wrk_1"), repeating("wrk_2")
    assert [await first.batch(), await second.batch(), await first.batch()] == [True, False, False]
    assert (len(made), measured) == (2, ["wrk_1", "wrk_2", "wrk_1"])
