"""The same queries on a collection of ten thousand and on one of a million, call by call on the same mongod."""

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from pydantic import SecretStr

from bench.effort import Effort
from bench.figures import Measured, percentile, ratio
from shared.mongo import Database, open_mongo
from shared.settings import ServiceSettings

FEW, MANY, MANY_QUICKLY = 10_000, 1_000_000, 100_000
PAGE = 20
CACHE_GB = 8
"""What mongod may hold in memory here; of a server's 16 GB it takes 7.5 by itself. The local stack has 0.25."""

Timings = Mapping[str, Mapping[int, Sequence[tuple[float, float]]]]
"""The p50 and p99 in milliseconds, round by round, for each query and each size of the collection."""

S = TypeVar("S")
"""What asks one of the two databases."""
Ask = Callable[[S, int, random.Random], Awaitable[object]]


def how_many(effort: Effort) -> int:
    return MANY if effort.sustained >= 60 else MANY_QUICKLY


@dataclass(frozen=True)
class TwoSizes:
    """``seconds`` to fill the large one."""

    few: Database
    large: Database
    seconds: float

    async def gigabytes(self) -> float:
        """What the large one takes, with its indexes."""
        stats = await self.large.command("dbStats")
        return float((stats["dataSize"] + stats["indexSize"]) / 1e9)


@asynccontextmanager
async def two_sizes(
    url: str, collection: str, fill: Callable[[Database, int], Awaitable[None]], many: int
) -> AsyncIterator[TwoSizes]:
    """Both filled, and read once into mongod's memory."""
    async with (
        open_mongo(settings_of(url, "admin")) as server,
        open_mongo(settings_of(url, f"bench_few_{collection}")) as few,
        open_mongo(settings_of(url, f"bench_many_{collection}")) as large,
    ):
        await server.command("setParameter", 1, wiredTigerEngineRuntimeConfig=f"cache_size={CACHE_GB}G")
        await fill(few, FEW)
        begun = time.perf_counter()
        await fill(large, many)
        filled = time.perf_counter() - begun
        for database in (few, large):
            await _read_whole(database, collection)
        yield TwoSizes(few, large, filled)


async def _read_whole(database: Database, name: str) -> None:
    """The collection and each of its indexes: measured is what is in memory, as on a server that has run for a day."""
    collection = database[name]
    async for index in await collection.list_indexes():
        everything = index.get("partialFilterExpression", {})
        await collection.count_documents(everything, hint=index["name"])
    await collection.count_documents({"no such field": True}, hint={"$natural": 1})


async def one_round(
    asked: Mapping[int, S], queries: Mapping[str, Ask[S]], calls: int, chance: random.Random
) -> Mapping[str, Mapping[int, tuple[float, float]]]:
    """p50 and p99 of each query, by size."""
    taken = {name: await _timed(asked, ask, calls, chance) for name, ask in queries.items()}
    return {
        name: {size: (percentile(times, 0.50), percentile(times, 0.99)) for size, times in sizes.items()}
        for name, sizes in taken.items()
    }


async def _timed(
    asked: Mapping[int, S], ask: Ask[S], calls: int, chance: random.Random
) -> Mapping[int, Sequence[float]]:
    """Milliseconds of each call, by size: one here, one there, so that whatever else happens happens to both."""
    taken: dict[int, list[float]] = {size: [] for size in asked}
    for _ in range(calls):
        for size, store in asked.items():
            begun = time.perf_counter()
            await ask(store, size, chance)
            taken[size].append((time.perf_counter() - begun) * 1000)
    return taken


def joined(rounds: Sequence[Mapping[str, Mapping[int, tuple[float, float]]]]) -> Timings:
    return {name: {size: [each[name][size] for each in rounds] for size in sizes} for name, sizes in rounds[0].items()}


@dataclass(frozen=True)
class Compared:
    """One query's p50 and p99 by size, and how the p99 has grown."""

    p50: Mapping[int, Measured]
    p99: Mapping[int, Measured]
    growth: Measured


def compared(rounds: Timings, many: int) -> Mapping[str, Compared]:
    found = {}
    for name, sizes in rounds.items():
        p50 = {size: Measured(tuple(low for low, _ in measured)) for size, measured in sizes.items()}
        p99 = {size: Measured(tuple(high for _, high in measured)) for size, measured in sizes.items()}
        found[name] = Compared(p50, p99, ratio(p99[many], p99[FEW]))
    return found


def worst(measured: Sequence[Measured]) -> Measured:
    return max(measured, key=lambda one: one.median)


def head(many: int) -> tuple[str, ...]:
    return "Query", "p50 ms, 10,000", f"p50 ms, {many:,}", "p99 ms, 10,000", f"p99 ms, {many:,}", "p99 ×"


def lines(found: Mapping[str, Compared], many: int) -> list[tuple[str, ...]]:
    return [
        (name, *(str(of[size]) for of in (one.p50, one.p99) for size in (FEW, many)), str(one.growth))
        for name, one in found.items()
    ]


def settings_of(url: str, database: str) -> ServiceSettings:
    return ServiceSettings(
        port=1,
        operations_port=2,
        mongo_url=SecretStr(url),
        mongo_database=database,
        kafka_bootstrap_servers="127.0.0.1:1",
    )
