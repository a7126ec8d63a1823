"""Fixtures for tests against a real MongoDB and a real Kafka, which need no password.

Each starts when the first test asks for it and ends with the run. ``MONGO_URL`` and ``KAFKA_BOOTSTRAP_SERVERS`` name
running ones to use instead.
"""

import asyncio
import itertools
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from pymongo.read_concern import ReadConcern

from local_stack.child import Child
from local_stack.kafka import answers_kafka, kafka
from local_stack.kafka_jars import kafka_jars
from local_stack.mongod import find_mongod, mongod
from local_stack.ports import free_ports
from local_stack.readiness import Check, until_ready
from local_stack.replica_set import is_primary
from local_stack.replica_set import mongo_url as url_of
from local_stack.topics import Topic, empty_topics, ensure_topics, read_topics
from shared.mongo import Database, aggregate, open_mongo
from shared.testing import settings_on

MakeTopic = Callable[..., Awaitable[str]]

_START_TIMEOUT = 240.0
"""Seconds: three workers may start a MongoDB and a Kafka each, at once and on two slow cores."""
_STOP_TIMEOUT = 30.0
_DROPS_SOON = ("--setParameter", "minSnapshotHistoryWindowInSeconds=0", "--syncdelay", "5")
"""A database of its own for each test is some sixty files, which mongod would hold open for minutes after the test, and
more of them than a process may.
"""
_FORGETS_NOTHING = ("--setParameter", "ttlMonitorEnabled=false")
"""A test's clock may stand in the past: what lasts an hour by it would be gone with the monitor's next round."""

_OTHER_DRIVER = "motor"
_CALM = "serverMonitoringMode=poll&heartbeatFrequencyMS=3600000"
"""Options for one heartbeat of the driver an hour: a test on a busy machine can keep it from its turn, and the driver
would give up connections that are well."""

_CHASSIS = Path("shared")
"""Here what the two drivers may do differently is tested with both, whatever the options say."""


def pytest_addoption(parser: pytest.Parser) -> None:
    words = f"also the tests of services that use {_OTHER_DRIVER} instead of pymongo (twice as many)"
    parser.addoption("--both-drivers", action="store_true", help=words)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--both-drivers"):
        return
    left_out = {item for item in items if _is_left_out(item, config.rootpath)}
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


def _is_left_out(item: pytest.Item, root: Path) -> bool:
    values = getattr(item, "callspec", None)
    if values is None or values.params.get("database") != _OTHER_DRIVER:
        return False
    # A process under test has a connection of its own: the test's driver is no part of it.
    of_chassis = _CHASSIS in item.path.relative_to(root).parents and not item.get_closest_marker("process")
    return not of_chassis


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Connection string of a replica set of one node."""
    given = os.environ.get("MONGO_URL")
    if given:
        yield given
        return
    folder = tmp_path_factory.mktemp("mongod")
    port = free_ports("mongo", 27117)
    child = mongod(
        await find_mongod(), folder / "data", port, folder / "mongod.log", options=[*_DROPS_SOON, *_FORGETS_NOTHING]
    )
    async for _ in _running(child, is_primary(port)):
        yield url_of(port)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kafka_bootstrap_servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """``host:port`` of an Apache Kafka that makes no topic by itself."""
    given = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if given:
        yield given
        return
    folder = tmp_path_factory.mktemp("kafka")
    port, controller_port = free_ports("kafka", 19092), free_ports("kafka-controller", 19093)
    child = await kafka(kafka_jars(), folder, port, controller_port, folder / "kafka.log")
    bootstrap_servers = f"127.0.0.1:{port}"
    async for _ in _running(child, answers_kafka(bootstrap_servers)):
        yield bootstrap_servers


async def _running(child: Child, check: Check) -> AsyncIterator[None]:
    await child.start()
    try:
        await until_ready(child, check, _START_TIMEOUT)
        yield
    finally:
        await child.stop(_STOP_TIMEOUT)


@asynccontextmanager
async def _new_database(mongo_url: str, driver: str) -> AsyncIterator[Database]:
    calm = mongo_url + ("&" if "?" in mongo_url else "?") + _CALM
    settings = settings_on(calm, f"test_{uuid.uuid4().hex[:16]}", mongo_driver=driver)
    async with open_mongo(settings) as database:
        yield database
        await database.client.drop_database(settings.mongo_database)


async def _empty(database: Database) -> None:
    await asyncio.gather(*(database[name].delete_many({}) for name in await _filled(database)))


async def _filled(database: Database) -> list[str]:
    """The collections that hold anything, by one question: a test fills few of a service's twenty."""
    names = [name for name in await database.list_collection_names() if not name.startswith("system.")]
    named = ({"$project": {"_id": 0, "name": {"$literal": name}}} for name in names)
    looks = [
        {"$unionWith": {"coll": name, "pipeline": [{"$limit": 1}, called]}}
        for name, called in zip(names, named, strict=True)
    ]
    # A union begins with a collection: with one that is not there, and so adds nothing.
    # As it is written: some of a service is written without waiting for the majority, which would not see it yet.
    nothing = database["nothing"].with_options(read_concern=ReadConcern("local"))
    return [found["name"] for found in await aggregate(nothing, looks)] if names else []


Lend = Callable[[str, Path], AbstractAsyncContextManager[Database]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _lend(mongo_url: str) -> AsyncIterator[Lend]:
    """``async with lend("pymongo", Path("svc-x")) as database``: one for each driver and service, emptied after use.

    To make all collections and indexes of a service takes longer than most tests.
    """
    opened: dict[tuple[str, Path], Database] = {}
    async with AsyncExitStack() as resources:

        @asynccontextmanager
        async def lend(driver: str, package: Path) -> AsyncIterator[Database]:
            if (driver, package) not in opened:
                opened[driver, package] = await resources.enter_async_context(_new_database(mongo_url, driver))
            yield opened[driver, package]
            await _empty(opened[driver, package])

        yield lend


@pytest_asyncio.fixture(params=["pymongo", _OTHER_DRIVER], loop_scope="session")
async def database(request: pytest.FixtureRequest, mongo_url: str, _lend: Lend) -> AsyncIterator[Database]:
    """An empty database opened as a service opens its own, once with each driver.

    The chassis, whose tests make whatever collections they like, has a new one for each test. A service's has the
    indexes that the tests before made, and nothing else of theirs.
    """
    package = request.path.relative_to(request.config.rootpath).parents[-2]
    ours = _new_database(mongo_url, request.param) if package == _CHASSIS else _lend(request.param, package)
    async with ours as database:
        yield database


@pytest_asyncio.fixture(loop_scope="session")
async def province_topics(kafka_bootstrap_servers: str) -> None:
    """The topics of ``deploy/topics.yaml``, without the events that an earlier test's killed process had not yet read:
    the next process would tell them of this test's citizens.
    """
    topics = read_topics("local")
    await ensure_topics(kafka_bootstrap_servers, topics)
    await empty_topics(kafka_bootstrap_servers, topics)


@pytest.fixture
def kafka_topic(kafka_bootstrap_servers: str) -> MakeTopic:
    """``await kafka_topic("events", partitions=3)`` makes a topic for this test only and returns its name."""
    number = itertools.count(1)

    async def make(label: str = "events", *, partitions: int = 1) -> str:
        name = f"{label}.{uuid.uuid4().hex[:12]}.{next(number)}"
        await ensure_topics(kafka_bootstrap_servers, [Topic(name, partitions, replication_factor=1, configs={})])
        return name

    return make
