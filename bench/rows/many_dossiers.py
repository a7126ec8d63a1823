"""Lists and look-ups with one million dossiers beside the same with ten thousand, in turn on the same mongod."""

import random
import time
from collections.abc import Mapping
from datetime import timedelta

import uvloop

from bench.aftermath import administrator_url
from bench.effort import Effort
from bench.figures import Measured, number
from bench.load.generator import in_own_process
from bench.many_dossiers import NOW, OFFICES, OPEN_DOSSIERS, code, dossier_id, fill, index_of, office, owner
from bench.result import Result, Table
from bench.stack import whole_stack
from bench.two_sizes import (
    CACHE_GB,
    FEW,
    PAGE,
    Ask,
    Timings,
    compared,
    head,
    how_many,
    joined,
    lines,
    one_round,
    two_sizes,
    worst,
)
from shared.mongo import Database
from shared.wakeup import Wakeup
from svc_dossier.domain.figures import By
from svc_dossier.domain.submission_reference import submission_reference
from svc_dossier.domain.transitions import State
from svc_dossier.store.dossiers import Dossiers, InboxFilter
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.scope import Scope

CALLS_A_SECOND = 300
"""How many calls are made for each second of effort: a p99 needs some hundreds."""

ALL_OFFICES = frozenset(office.id for office in OFFICES)

MONTH = NOW.replace(day=1), NOW
YEAR = NOW - timedelta(days=365), NOW
Figures = tuple[float, float, Timings, list[tuple[float, float]]]
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


QUERIES: Mapping[str, Ask[Dossiers]] = {
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
    many = how_many(effort)
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
    found = compared(rounds, many)
    return Result(
        figures={"million": worst([one.growth for one in found.values()])},
        tables=[Table(head(many), lines(found, many))],
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


def _measure(url: str, many: int, rounds: int, calls: int) -> Figures:
    return uvloop.run(_compare(url, many, rounds, calls))


async def _compare(url: str, many: int, rounds: int, calls: int) -> Figures:
    chance = random.Random(1)
    async with two_sizes(url, "dossiers", fill, many) as sizes:
        asked = {FEW: Dossiers(sizes.few, Wakeup()), many: Dossiers(sizes.large, Wakeup())}
        figures = [await _figures(sizes.large) for _ in range(rounds)]
        await one_round(asked, QUERIES, calls, chance)  # warms caches
        measured = [await one_round(asked, QUERIES, calls, chance) for _ in range(rounds)]
        return sizes.seconds, await sizes.gigabytes(), joined(measured), figures


async def _figures(database: Database) -> tuple[float, float]:
    """Milliseconds for the figures of the whole province, by agency: of this month, and of a year."""
    taken = []
    for since, until in (MONTH, YEAR):
        begun = time.perf_counter()
        await StoredFigures(database).of(By.AGENCY, since, until, NOW, None, None)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken[0], taken[1]
