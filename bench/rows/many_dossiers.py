"""Lists and look-ups with one million dossiers beside the same with ten thousand, in turn on the same mongod."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import uvloop
from pydantic import SecretStr

from bench.aftermath import administrator_url
from bench.effort import Effort
from bench.figures import Measured, number, percentile, ratio
from bench.load.generator import in_own_process
from bench.many_dossiers import NOW, OFFICES, OPEN_DOSSIERS, code, dossier_id, fill, index_of, office, owner
from bench.result import Result, Table
from bench.stack import whole_stack
from shared.mongo import Database, open_mongo
from shared.settings import ServiceSettings
from shared.wakeup import Wakeup
from svc_dossier.domain.figures import By
from svc_dossier.domain.submission_reference import submission_reference
from svc_dossier.domain.transitions import State
from svc_dossier.store.dossiers import Dossiers, InboxFilter
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.scope import Scope

FEW, MANY, MANY_QUICKLY = 10_000, 1_000_000, 100_000
PAGE = 20
CALLS_A_SECOND = 300
"""Of effort; a p99 needs some hundreds of calls."""

CACHE_GB = 8
"""What mongod may hold in memory here; of a server's 16 GB it takes 7.5 by itself. The local stack has 0.25."""

ALL_OFFICES = frozenset(office.id for office in OFFICES)

Ask = Callable[[Dossiers, int, random.Random], Awaitable[object]]
MONTH = NOW.replace(day=1), NOW
YEAR = NOW - timedelta(days=365), NOW
Rounds = Mapping[str, Mapping[int, Sequence[tuple[float, float]]]]
"""By query and size of the collection, p50 and p99 in milliseconds, round by round."""
Taken = tuple[float, float, Rounds, list[tuple[float, float]]]
"""Seconds to fill the large one, its gigabytes with indexes, what was measured, and the figures."""


def _office(chance: random.Random) -> frozenset[str]:
    return frozenset({chance.choice(OFFICES).id})


def _citizen(size: int, chance: random.Random) -> str:
    return owner(chance.randrange(size), size)


def _with_owner(size: int, chance: random.Random) -> tuple[str, Scope]:
    number = chance.randrange(size)
    return dossier_id(number), Scope(citizen_id=owner(number, size))


def _with_office(size: int, chance: random.Random) -> tuple[str, Scope]:
    number = chance.randrange(size)
    return dossier_id(number), Scope(agencies=frozenset({office(number).id}))


QUERIES: Mapping[str, Ask] = {
    "a citizen's list": lambda d, size, chance: d.own(_citizen(size, chance), None, None, PAGE + 1),
    "an office's inbox": lambda d, size, chance: d.inbox(_office(chance), InboxFilter(), None, PAGE + 1),
    "the inbox, by state": lambda d, size, chance: d.inbox(
        _office(chance), InboxFilter(frozenset({State.RETURNED})), None, PAGE + 1
    ),
    "the inbox, what is due": lambda d, size, chance: d.inbox(
        _office(chance), InboxFilter(due_before=NOW), None, PAGE + 1
    ),
    "the inbox's counts": lambda d, size, chance: d.counts(_office(chance), NOW, NOW),
    "look-up by code": lambda d, size, chance: d.by_code(code(chance.randrange(size))),
    "look-up by reference": lambda d, size, chance: d.by_reference(
        submission_reference(dossier_id(chance.randrange(size)))
    ),
    "search by personal number": lambda d, size, chance: d.found_by_person(
        "number", index_of(chance.randrange(size)), ALL_OFFICES, None, PAGE + 1
    ),
    "search by name, an office": lambda d, size, chance: d.found_by_name(
        f"van mau {chance.randrange(1000):03d}".split(), _office(chance), None, PAGE + 1
    ),
    "a dossier of a citizen": lambda d, size, chance: d.detail(*_with_owner(size, chance)),
    "a dossier of an office": lambda d, size, chance: d.detail(*_with_office(size, chance)),
}


async def run(effort: Effort) -> Result:
    many = MANY if effort.sustained >= 60 else MANY_QUICKLY
    calls = int(CALLS_A_SECOND * effort.seconds)
    async with whole_stack(services=()) as stack:
        filled, gigabytes, rounds, figures = await in_own_process(
            None,
            _measure,
            administrator_url(stack.endpoints),
            many,
            effort.rounds,
            calls,
        )
    lines, worst = [], Measured((0.0,))
    for name, sizes in rounds.items():
        p99 = {size: Measured(tuple(high for _, high in measured)) for size, measured in sizes.items()}
        p50 = {size: Measured(tuple(low for low, _ in measured)) for size, measured in sizes.items()}
        growth = ratio(p99[many], p99[FEW])
        worst = max(worst, growth, key=lambda measured: measured.median)
        lines.append((name, str(p50[FEW]), str(p50[many]), str(p99[FEW]), str(p99[many]), str(growth)))
    head = ("p50 ms, 10,000", f"p50 ms, {many:,}", "p99 ms, 10,000", f"p99 ms, {many:,}", "p99 ×")
    return Result(
        figures={"million": worst},
        tables=[Table(("Query", *head), lines)],
        notes=[
            f"{many:,} dossiers in three years, {OPEN_DOSSIERS:,} of them open, written in {number(filled)} s "
            f"with all indexes; the ten thousand have as many open ones. mongod with {CACHE_GB} GB of cache, "
            f"into which all {gigabytes:.1f} GB were read once.",
            "The store's own queries from one client, one after the other, the two collections call by call, keys at "
            "random; the worst growth counts.",
            f"Figures of all offices, by office, with {many:,} dossiers: of this month "
            f"{Measured(tuple(month for month, _ in figures))} ms, of a year "
            f"{Measured(tuple(year for _, year in figures))} ms.",
        ],
    )


def _measure(url: str, many: int, rounds: int, calls: int) -> Taken:
    return uvloop.run(_compare(url, many, rounds, calls))


async def _compare(url: str, many: int, rounds: int, calls: int) -> Taken:
    chance = random.Random(1)
    async with (
        open_mongo(settings_of(url, "admin")) as server,
        open_mongo(settings_of(url, "bench_few")) as few,
        open_mongo(settings_of(url, "bench_many")) as large,
    ):
        await server.command("setParameter", 1, wiredTigerEngineRuntimeConfig=f"cache_size={CACHE_GB}G")
        await fill(few, FEW)
        begun = time.perf_counter()
        await fill(large, many)
        filled = time.perf_counter() - begun
        databases = {FEW: few, many: large}
        measured: dict[str, dict[int, list[tuple[float, float]]]] = {
            name: {size: [] for size in databases} for name in QUERIES
        }
        for database in (few, large):
            await _read_whole(database)
        figures = [await _figures(large) for _ in range(rounds)]
        for turn in range(rounds + 1):
            for name, ask in QUERIES.items():
                for size, taken in (await _timed(databases, ask, calls, chance)).items():
                    if turn:  # the first warms caches
                        measured[name][size].append((percentile(taken, 0.50), percentile(taken, 0.99)))
        stats = await large.command("dbStats")
    return filled, (stats["dataSize"] + stats["indexSize"]) / 1e9, measured, figures


async def _read_whole(database: Database) -> None:
    """The collection and each of its indexes: measured is what is in memory, as on a server that has run for a day."""
    dossiers = database["dossiers"]
    async for index in await dossiers.list_indexes():
        everything = index.get("partialFilterExpression", {})
        await dossiers.count_documents(everything, hint=index["name"])
    await dossiers.count_documents({"no such field": True}, hint={"$natural": 1})


async def _figures(database: Database) -> tuple[float, float]:
    """Milliseconds for the figures of the whole province, by agency: of this month, and of a year."""
    taken = []
    for since, until in (MONTH, YEAR):
        begun = time.perf_counter()
        await StoredFigures(database).of(By.AGENCY, since, until, NOW, None, None)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken[0], taken[1]


async def _timed(
    databases: Mapping[int, Database], ask: Ask, calls: int, chance: random.Random
) -> Mapping[int, Sequence[float]]:
    """Milliseconds of each call, by size: one here, one there, so that whatever else happens happens to both."""
    dossiers = {size: Dossiers(database, Wakeup()) for size, database in databases.items()}
    taken: dict[int, list[float]] = {size: [] for size in databases}
    for _ in range(calls):
        for size in databases:
            begun = time.perf_counter()
            await ask(dossiers[size], size, chance)
            taken[size].append((time.perf_counter() - begun) * 1000)
    return taken


def settings_of(url: str, database: str) -> ServiceSettings:
    return ServiceSettings(
        port=1,
        operations_port=2,
        mongo_url=SecretStr(url),
        mongo_database=database,
        kafka_bootstrap_servers="127.0.0.1:1",
    )
