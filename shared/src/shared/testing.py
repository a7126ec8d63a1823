"""Helpers for the tests of every service."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from shared.access_tokens import ALGORITHM, ISSUER
from shared.crypto import UndecipherableField
from shared.files.spool import Spool
from shared.identity import StaticKeySet
from shared.ids import random_id
from shared.mongo import Collection as MongoCollection
from shared.mongo import Database, Document, WriteConcern
from shared.settings import ServiceSettings

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds that a test waits for what must come: only what hangs takes longer, on a slow and busy machine too. Waiting
ends when it comes, so that a long bound costs nothing.
"""


def settings_on(mongo_url: str, database: str, **others: Any) -> ServiceSettings:
    """What a service is told that uses this database and reaches no Kafka."""
    return ServiceSettings(
        port=1,
        operations_port=2,
        mongo_url=SecretStr(mongo_url),
        mongo_database=database,
        kafka_bootstrap_servers="127.0.0.1:1",
        **others,
    )


def spooled(content: bytes) -> Spool:
    """``content`` as if it had been uploaded."""
    spool = Spool()
    spool.append(content)
    return spool


class FakeClock:
    """Stands still until told otherwise."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

    def set(self, moment: datetime) -> None:
        self._now = moment


class TokenMint:
    """Signs tokens as the gateway does, with a key of its own; ``keys`` verifies them."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock
        self._private_key = Ed25519PrivateKey.generate()
        self.keys = StaticKeySet({"test": self._private_key.public_key()})

    def citizen(self, citizen_id: str) -> dict[str, str]:
        """The ``Authorization`` header of a citizen."""
        return self._header({"sub": citizen_id, "kind": "citizen", "roles": []})

    def staff(self, *roles: str, staff_id: str | None = None, name: str = "") -> dict[str, str]:
        """The ``Authorization`` header of an officer, with roles such as ``one_stop@21025``."""
        claims = {"sub": staff_id or random_id("stf"), "kind": "staff", "roles": list(roles), "name": name}
        return self._header(claims)

    def token(self, claims: Mapping[str, Any]) -> str:
        now = int(self._clock.now().timestamp())
        standard = {"iss": ISSUER, "aud": ISSUER, "sid": random_id("ses"), "iat": now, "exp": now + 900}
        return jwt.encode({**standard, **claims}, self._private_key, ALGORITHM, {"kid": "test"})

    def key_set(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set."""
        member = jwt.algorithms.OKPAlgorithm.to_jwk(self._private_key.public_key(), as_dict=True)
        return {"keys": [{**member, "kid": "test", "use": "sig", "alg": ALGORITHM}]}

    def _header(self, claims: Mapping[str, Any]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(claims)}"}


class OneForEachDatabase(Generic[T]):
    """A service that tests use after each other: to build its application takes longer than most of them.

    ``in_memory``: the collections whose content the service also keeps in memory. Where a test wrote to one of them,
    the next test gets a service that is built anew.
    """

    def __init__(
        self, build: Callable[[Database], AbstractAsyncContextManager[T]], *, in_memory: Collection[str] = ()
    ) -> None:
        self._build = build
        self._in_memory = in_memory
        self._built: dict[str, tuple[AsyncExitStack, T]] = {}

    @asynccontextmanager
    async def lend(self, database: Database) -> AsyncIterator[T]:
        if database.name not in self._built:
            resources = AsyncExitStack()
            self._built[database.name] = resources, await resources.enter_async_context(self._build(database))
        resources, service = self._built[database.name]
        yield service
        if any([await database[name].find_one() for name in self._in_memory]):
            del self._built[database.name]
            await resources.aclose()

    async def aclose(self) -> None:
        for resources, _ in self._built.values():
            await resources.aclose()


async def database_time(database: Database) -> datetime:
    """The time that leases go by."""
    moment: datetime = (await database.command("hello"))["localTime"]
    return moment.replace(tzinfo=UTC)


def never_confirmed(collection: MongoCollection) -> MongoCollection:
    """The same, where each write is applied and then not confirmed: it asks as many members as a set may have."""
    return collection.with_options(write_concern=WriteConcern(50))


async def let_leases_end(database: Database) -> None:
    """Let the leases end as if their time had passed: they go by the database's clock, which no test can set."""
    await database["leases"].update_many({}, {"$set": {"until": datetime(2000, 1, 1, tzinfo=UTC)}})


async def eventually(
    look: Callable[[], Awaitable[T]],
    *,
    seconds: float = PATIENCE,
    every: float = 0.05,
    want: Callable[[T], bool] = bool,
) -> T:
    """Look again and again until what is seen is wanted; fails with the last sight after ``seconds``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        seen = await look()
        if want(seen):
            return seen
        assert asyncio.get_running_loop().time() < deadline, f"after {seconds} s still {seen!r}"
        await asyncio.sleep(every)


_EXPLAINED: Mapping[str, Collection[str]] = {
    "find": ("find", "filter", "sort", "limit", "projection", "hint"),
    "aggregate": ("aggregate", "pipeline", "cursor", "hint"),
    "distinct": ("distinct", "key", "query"),
    "findAndModify": ("findAndModify", "query", "sort", "update", "remove", "new", "upsert", "hint"),
}
"""The members of each command that its plan follows from."""
_SEARCHED = {"IXSCAN", "COUNT_SCAN", "DISTINCT_SCAN", "IDHACK"}


@dataclass(frozen=True)
class QueryPlan:
    """The stages of one query, how many documents it examined and how many it answered with."""

    stages: Sequence[Document]
    examined: int
    answered: int

    @property
    def names(self) -> set[str]:
        return {stage["stage"] for stage in self.stages}

    @property
    def searched(self) -> Sequence[Document]:
        """The searches of an index."""
        return [stage for stage in self.stages if stage["stage"] in _SEARCHED]

    @property
    def indexes(self) -> set[str]:
        return {stage.get("indexName", "_id_") for stage in self.searched}

    @property
    def goes_through_all(self) -> bool:
        """A search of an index looks for nothing in particular. What a partial index holds is what is looked for."""
        return any(
            next(iter(stage.get("indexBounds", {}).values()), None) == ["[MinKey, MaxKey]"]
            for stage in self.searched
            if not stage.get("isPartial")
        )

    @property
    def is_bounded(self) -> bool:
        """No document is examined in vain, but for the next one of each search whose answers are merged."""
        return self.examined <= self.answered + len(self.searched)


async def query_plans(database: Database, ask: Callable[[], Awaitable[object]]) -> list[QueryPlan]:
    """The plans of all that ``ask`` reads and writes by a condition, as the profiler saw it.

    Documents in the tests need not be whole: what counts is how they were looked for. A number that ``ask`` gives is
    how many documents were counted.
    """
    await database.command("profile", 0)
    await database["system.profile"].drop()
    await database.command("profile", 2)
    counted: Any = None
    with suppress(KeyError, TypeError, ValueError, UndecipherableField):
        counted = await ask()
    await database.command("profile", 0)
    asked = {"$or": [{"op": {"$in": ["query", "update"]}}, {"op": "command", "command.$db": database.name}]}
    seen = await database["system.profile"].find(asked).sort("ts", 1).to_list(None)
    commands = [(entry, command) for entry in seen if (command := _explainable(entry))]
    return [
        QueryPlan(
            list(_stages_of(await database.command("explain", command, verbosity="queryPlanner"))),
            entry.get("docsExamined", 0),
            counted if type(counted) is int else entry.get("nreturned") or entry.get("nMatched", 0),
        )
        for entry, command in commands
    ]


def _explainable(entry: Document) -> Document | None:
    """The command of a profiled operation without what belongs to its session; ``None`` for one without a plan."""
    command = entry["command"]
    if entry["op"] == "update":
        return {"update": entry["ns"].partition(".")[2], "updates": [command]}
    kind = next((name for name in _EXPLAINED if name in command), None)
    return {name: command[name] for name in _EXPLAINED[kind] if name in command} if kind else None


def _stages_of(explained: Any) -> Iterator[Document]:
    """The stages of every winning plan in it."""
    if isinstance(explained, Mapping):
        if isinstance(explained.get("stage"), str):  # a field that a filter asks for may be called so too
            yield dict(explained)
        for name, value in explained.items():
            if name != "rejectedPlans":
                yield from _stages_of(value)
    elif isinstance(explained, list):
        for value in explained:
            yield from _stages_of(value)


async def check_query_plans(
    database: Database,
    cases: Mapping[str, tuple[str, Callable[[Any], Awaitable[object]]]],
    stores: object,
    *,
    sorts: Collection[str] = (),
    looks_through: Collection[str] = (),
    lists_all: Collection[str] = (),
) -> None:
    """Whatever each of ``cases`` asks of ``stores`` goes by its indexes (names with a blank between), sorts by them,
    and examines nothing in vain.

    Cases that may do otherwise: ``sorts``: in memory. ``looks_through``: what it finds by the index it filters document
    by document. ``lists_all``: a page of everything, in the order of the index.
    """
    for case, (indexes, ask) in cases.items():
        plans = await query_plans(database, partial(ask, stores))
        assert plans, case
        for plan in plans:
            assert "COLLSCAN" not in plan.names, (case, plan)
            assert case in sorts or "SORT" not in plan.names, (case, plan)
            assert case in looks_through or plan.is_bounded, (case, plan)
            assert case in lists_all or not plan.goes_through_all, (case, plan)
        assert {name for plan in plans for name in plan.indexes} == {*indexes.split()}, (case, plans)
