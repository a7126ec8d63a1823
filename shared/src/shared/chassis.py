"""What every service is built on: opened once from its settings, closed together.

A service's ``wiring.py`` asks for what it needs (a relay for a collection, a consumer for its topics, a client for an
outside party) and hands over its application.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import httpx

from shared.clock import Clock
from shared.consumer import Consumer, Handler
from shared.database_clock import DatabaseClock
from shared.dead_letter import DeadLettersWaiting
from shared.errors import CannotRun
from shared.health import Check, Health
from shared.http_client import outbound
from shared.identity import RemoteKeySet, TokenVerifier
from shared.ids import random_id
from shared.indexes import Indexes
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.key_check import check_keys
from shared.leases import Leases
from shared.lifecycle import API, WORKER, Service, Task
from shared.mongo import Database, open_mongo, ping
from shared.periodic import Repeating
from shared.refresh import Refresh
from shared.relay import Relay
from shared.restored import Restoration
from shared.schedules import PERIODIC_LEASE
from shared.schema import Schema, check, start_on
from shared.server import Serve, serve_uvicorn
from shared.settings import ServiceSettings
from shared.unprepared import RefuseUntilPrepared
from shared.wakeup import Wakeup

T = TypeVar("T")


class Chassis:
    """Made by ``open_chassis``. Tasks added before ``service`` run once the database's time is known and the indexes
    are there.
    """

    def __init__(
        self,
        name: str,
        settings: ServiceSettings,
        roles: frozenset[str],
        database: Database,
        clock: DatabaseClock,
        indexes: Indexes,
        restoration: Restoration,
        resources: AsyncExitStack,
    ) -> None:
        self.name = name
        self.clock: Clock = clock
        self.database = database
        self.serves = API in roles
        self.works = WORKER in roles
        self.health = Health(
            {"mongo": partial(ping, database), "prepared": indexes.check_prepared, "indexes": indexes.check}
        )
        self.leases = Leases(database["leases"], random_id("prc"))
        self.kafka = restoration.connection
        self.producer = Producer(self.kafka, name)
        self._settings = settings
        self._indexes = indexes
        self._restoration = restoration
        self._resources = resources
        self._groups: list[str] = []
        self._tasks: dict[str, Task] = {"clock": clock.run}

    async def open(self, resource: AbstractAsyncContextManager[T]) -> T:
        """``resource``, closed with the service."""
        return await self._resources.enter_async_context(resource)

    async def outbound(self, base_url: str = "", timeout: float = 5.0) -> httpx.AsyncClient:
        return await self.open(outbound(base_url, timeout))

    async def verifier(self) -> TokenVerifier:
        """What verifies the tokens that the gateway signs. Raises ``CannotRun`` where its keys have no address."""
        if not self._settings.jwks_url:
            raise CannotRun(
                f"{self._settings.variable('jwks_url')}: is missing: such as http://gateway:8080/.well-known/jwks.json"
            )
        return TokenVerifier(RemoteKeySet(self._settings.jwks_url, await self.outbound()), self.clock)

    def check(self, name: str, check: Check) -> None:
        """What must also work before the process is given work."""
        self.health.add(name, check)

    def task(self, name: str, task: Task) -> None:
        self._tasks[name] = task

    def follow(self, name: str, refresh: Callable[[], Awaitable[None]], every: float) -> None:
        """Take in, every so many seconds, what another process changed; not ready before it was read once."""
        following = Refresh(refresh, every)
        self.check(name, following.check)
        self.task(name, following.run)

    def repeat(
        self,
        name: str,
        every: float,
        work: Callable[[], Awaitable[bool | None]],
        *,
        measure: Callable[[], Awaitable[None]] | None = None,
        otherwise: Callable[[], None] | None = None,
        ttl: timedelta = PERIODIC_LEASE,
    ) -> None:
        """Do ``work`` every so many seconds, in one process at a time."""
        repeating = Repeating(name, every, work, self.leases, measure=measure, otherwise=otherwise, ttl=ttl)
        self.task(name, repeating.run)

    def relay(self, collection: str, topic: str, wakeup: Wakeup, elsewhere: Mapping[str, str] | None = None) -> None:
        """Publish the outboxes of ``collection``, where this process works; ``elsewhere``: topics of event types that
        do not go to ``topic``. One that only serves names them too, and waits where they know more than the database.
        """
        self._restoration.topics |= {topic, *(elsewhere or {}).values()}
        if not self.works:
            return
        relay = Relay(
            collection=self.database[collection],
            topic=topic,
            producer=self.producer,
            leases=self.leases,
            clock=self.clock,
            wakeup=wakeup,
            watch=not self.serves,
            elsewhere=elsewhere,
            database_id=lambda: self._restoration.database_id,
        )
        self.task(f"{collection}_relay", relay.run)

    def consumer(self, group: str, topics: Sequence[str], handler: Handler) -> None:
        """Handle what arrives on ``topics``."""
        consumer = Consumer(
            group=group,
            topics=topics,
            handler=handler,
            parked=self.database["parked_events"],
            connection=self.kafka,
            producer=self.producer,
            clock=self.clock,
        )
        self.task(group, consumer.run)
        self._groups.append(group)
        self.check(group, consumer.check)

    def service(self, app: Any, serve: Serve = serve_uvicorn) -> Service:
        """``app`` is ``None`` where the process only works."""
        tasks = dict(self._tasks)
        if self._groups:
            tasks["dead letters"] = DeadLettersWaiting(self._groups, self.kafka).watch
        if app is not None and serve is serve_uvicorn:
            app = RefuseUntilPrepared(app, lambda: self._indexes.made)
        return Service(app, self.health, self._indexes.before(tasks), self._indexes.serving(serve))

    def waits(self) -> bool:
        """Whether the database needs a person first. ``app`` of ``service`` must refuse then, where it has a ``serve``
        of its own.
        """
        return self._indexes.waits


@asynccontextmanager
async def open_chassis(
    name: str,
    settings: ServiceSettings,
    roles: frozenset[str],
    schema: Schema,
    begin: Callable[[Database], Awaitable[None]] | None = None,
) -> AsyncIterator[Chassis]:
    """``name`` is the service's, e.g. ``svc-dossier``. ``begin``: what else is done at each start once the database is
    prepared; it may raise ``CannotRun``.
    """
    async with AsyncExitStack() as resources:
        database = await resources.enter_async_context(open_mongo(settings))
        clock = DatabaseClock(database)
        restoration = Restoration(database, KafkaConnection.of(settings))

        async def make() -> None:
            await clock.read()
            await start_on(database, schema)
            await check_keys(database, settings)
            await restoration.check()
            if begin is not None:
                await begin(database)

        async def look() -> None:
            await check(database, schema)
            await restoration.check()

        indexes = Indexes(make, look, f"python -m {name.replace('-', '_')}")
        chassis = Chassis(name, settings, roles, database, clock, indexes, restoration, resources)
        await resources.enter_async_context(chassis.producer)
        yield chassis
