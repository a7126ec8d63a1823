"""Map, near duplicates and lists with one million reports beside the same with ten thousand, on the same mongod.

The peer of the map is what it would cost without cells and without an index over places: reading the reports.
"""

import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import uvloop

from bench.aftermath import administrator_url
from bench.effort import Effort
from bench.figures import Measured, number, percentile
from bench.load.generator import in_own_process
from bench.many_reports import CATEGORIES, NOW, OPEN_REPORTS, STREETS, commune, fill, owner, point_in, report_id
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
from shared.clock import Clock
from shared.mongo import Database, Document, aggregate
from shared.testing import FakeClock
from shared.wakeup import Wakeup
from svc_feedback.domain.place import Box, Place, Point
from svc_feedback.domain.report_states import PublicGroup, State
from svc_feedback.domain.texts import words_of
from svc_feedback.store.map_cells import MapCells
from svc_feedback.store.public_reports import PublicQuery, PublicReports
from svc_feedback.store.reports import QueueQuery, Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.find_near_reports import FindNearReports
from svc_feedback.use_cases.read_map import MOST_POINTS, ReadMap

CALLS_A_SECOND = 100
SCANS = 3
"""How often a round asks the peer, few times because each reads the whole collection."""
SCREEN_TILES = 1.5
"""How many tiles of 256 pixels a phone shows, across."""


@dataclass(frozen=True)
class Feedback:
    """The stores and use cases on one database, as the service makes them."""

    reports: Reports
    public: PublicReports
    read_map: ReadMap
    near: FindNearReports

    @classmethod
    def on(cls, database: Database, clock: Clock) -> "Feedback":
        reports, public = Reports(database, Wakeup()), PublicReports(database)  # only read
        return cls(reports, public, ReadMap(MapCells(database), public), FindNearReports(reports, public, clock))


Asked = Ask[Feedback]
Figures = tuple[float, float, Timings, list[float]]
"""Seconds to fill the large one, its gigabytes with indexes, what was measured, and the peer's milliseconds."""


def viewport(centre: Point, zoom: int) -> Box:
    """What a phone shows there."""
    half = 360 / 2**zoom * SCREEN_TILES / 2
    return Box(centre.longitude - half, centre.latitude - half, centre.longitude + half, centre.latitude + half)


def _map(zoom: int) -> Asked:
    return lambda f, _size, chance: f.read_map(viewport(point_in(chance), zoom), zoom, PublicQuery(limit=MOST_POINTS))


def _near(f: Feedback, size: int, chance: random.Random) -> Awaitable[object]:
    citizen = owner(chance.randrange(size), size)
    return f.near(citizen, chance.choice(CATEGORIES), Place(point_in(chance), None, None))


def _agency(chance: random.Random) -> Scope:
    return Scope(agencies=frozenset({commune(chance.randrange(96))}))


def _searched(typed: str) -> Mapping[str, Sequence[str]]:
    """Words by which no category is called."""
    return dict.fromkeys(words_of(typed), ())


def _public(**members: object) -> Callable[[Feedback], Awaitable[object]]:
    return lambda f: f.public.latest(PublicQuery(limit=PAGE + 1, **members))  # type: ignore[arg-type]


EVERYTHING = Scope.everything()
MAP = {f"the map at zoom {zoom}": _map(zoom) for zoom in (8, 11, 13, 15, 17)}
NEAR = {"near duplicates": _near}
LISTS: Mapping[str, Asked] = {
    "a citizen's list": lambda f, size, chance: f.reports.own(owner(chance.randrange(size), size), None, PAGE + 1),
    "the queue of the province": lambda f, _size, _chance: f.reports.queue(EVERYTHING, QueueQuery(limit=PAGE + 1)),
    "the queue of an agency": lambda f, _size, chance: f.reports.queue(_agency(chance), QueueQuery(limit=PAGE + 1)),
    "an agency's, by state": lambda f, _size, chance: f.reports.queue(
        _agency(chance), QueueQuery(states=[State.CLOSED], limit=PAGE + 1)
    ),
    "the counts of an agency": lambda f, _size, chance: f.reports.counts(_agency(chance), NOW),
    "a report of a citizen": lambda f, size, chance: _own(f, chance.randrange(size), size),
    "the public list": lambda f, _size, _chance: _public()(f),
    "the public list, by category": lambda f, _size, chance: _public(categories=(chance.choice(CATEGORIES).code,))(f),
    "the public list, by commune": lambda f, _size, chance: _public(commune=commune(chance.randrange(96)))(f),
    "the public list, by state": lambda f, _size, chance: _public(group=chance.choice(tuple(PublicGroup)))(f),
    "the public list, by words": lambda f, _size, chance: _public(
        words=dict.fromkeys(words_of(chance.choice(STREETS)), ())
    )(f),
}
QUERIES: Mapping[str, Asked] = {**MAP, **NEAR, **LISTS}


def _own(f: Feedback, which: int, size: int) -> Awaitable[object]:
    return f.reports.load(report_id(which), Scope(citizen_id=owner(which, size)))


async def run(effort: Effort) -> Result:
    many = how_many(effort)
    calls = int(CALLS_A_SECOND * effort.seconds)
    async with whole_stack(services=()) as stack:
        url = administrator_url(stack.endpoints)
        filled, gigabytes, rounds, scans = await in_own_process(None, _measure, url, many, effort.rounds, calls)
    found = compared(rounds, many)
    scan = Measured(tuple(scans))
    return Result(
        figures={
            "report_map": worst([found[name].p99[many] for name in MAP]),
            "report_near": found["near duplicates"].p99[many],
            "report_lists": worst([found[name].growth for name in LISTS]),
        },
        tables=[
            Table(head(many), lines(found, many)),
            Table(("The map's peer: counting the reports of a viewport by reading them all", "ms"), [("", str(scan))]),
        ],
        notes=[
            f"{many:,} reports in three years, {OPEN_REPORTS:,} of them open, half of them in one town, written in "
            f"{number(filled)} s with all indexes; the ten thousand have as many open ones. mongod with {CACHE_GB} GB "
            f"of cache, into which all {gigabytes:.1f} GB were read once.",
            "The service's own queries from one client, one after the other, the two collections call by call; places "
            "at random where reports are. Of the map the slowest zoom counts, of the lists the worst growth.",
        ],
    )


def _measure(url: str, many: int, rounds: int, calls: int) -> Figures:
    return uvloop.run(_compare(url, many, rounds, calls))


async def _compare(url: str, many: int, rounds: int, calls: int) -> Figures:
    chance, clock = random.Random(1), FakeClock(NOW)
    async with two_sizes(url, "reports", fill, many) as sizes:
        asked = {FEW: Feedback.on(sizes.few, clock), many: Feedback.on(sizes.large, clock)}
        await one_round(asked, QUERIES, calls, chance)  # warms caches
        measured, scans = [], []
        for _ in range(rounds):
            measured.append(await one_round(asked, QUERIES, calls, chance))
            scans.append(percentile([await _scan(sizes.large, chance) for _ in range(SCANS)], 0.5))
        return sizes.seconds, await sizes.gigabytes(), joined(measured), scans


async def _scan(database: Database, chance: random.Random) -> float:
    """Milliseconds of the peer: the same viewport at zoom 13, without cells and without an index."""
    box = viewport(point_in(chance), 13)
    longitude, latitude = "public.point.coordinates.0", "public.point.coordinates.1"
    inside = {longitude: {"$gte": box.west, "$lte": box.east}, latitude: {"$gte": box.south, "$lte": box.north}}
    begun = time.perf_counter()
    counted: list[Document] = [{"$match": inside}, {"$group": {"_id": "$cell", "count": {"$sum": 1}}}]
    await aggregate(database["reports"], counted)  # no index holds these two: it reads the collection
    return (time.perf_counter() - begun) * 1000
