"""The composition root: everything the gateway is made of, put together once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from gateway.app import own_app
from gateway.consumers.consent_revoked import GROUP, TOPICS, consent_revoked
from gateway.domain.events import TOPIC
from gateway.proxy.access_log import AccessLog
from gateway.proxy.address import Addresses
from gateway.proxy.admission import Admission
from gateway.proxy.coarse_clock import CoarseClock
from gateway.proxy.cors import Cors
from gateway.proxy.edge import Edge
from gateway.proxy.forward import Forwarder
from gateway.proxy.headers import NOT_TO_CLIENT
from gateway.proxy.limits import Limits
from gateway.proxy.metrics import observed
from gateway.proxy.route_table import load_route_table
from gateway.proxy.sweep import sweep
from gateway.proxy.upstream import Upstream
from gateway.reload import RouteTableReloader
from gateway.server import serve
from gateway.settings import Settings
from gateway.signing_keys import open_signing_keys
from gateway.store.stores import Stores
from gateway.use_cases.erase_citizen import EraseCitizen
from gateway.zalo.client import TIMEOUT_SECONDS
from shared.clock import SystemClock
from shared.consumer import Consumer
from shared.crypto import FieldCipher
from shared.health import Health
from shared.http_client import outbound
from shared.identity import TokenVerifier
from shared.ids import random_id
from shared.indexes import Indexes
from shared.kafka import Producer
from shared.leases import Leases
from shared.lifecycle import API, WORKER, Service, Task
from shared.mongo import Database, open_mongo, ping
from shared.relay import Relay
from shared.wakeup import Wakeup
from shared.web import create_app

ZALO_ORIGINS = ("https://h5.zdn.vn", "zbrowser://h5.zdn.vn")
"""Zalo's web view: Android and most others; iOS."""


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    async with open_mongo(settings) as database, Producer(settings.kafka_bootstrap_servers, "gateway") as producer:
        wakeup = Wakeup()
        stores = open_stores(settings, database)
        indexes = Indexes(stores.prepare)
        health = Health({"mongo": partial(ping, database), "indexes": indexes.check})
        tasks: dict[str, Task] = {}
        if WORKER in roles:
            tasks["relay"] = Relay(
                collection=stores.citizens.collection,
                topic=TOPIC,
                producer=producer,
                leases=Leases(database["leases"], random_id("run")),
                clock=SystemClock(),
                wakeup=wakeup,
                watch=API not in roles,
            ).run
            tasks["erasure"] = make_erasure(settings, database, stores, producer, wakeup).run
        if API in roles:
            async with open_door(settings, stores, wakeup, health) as (edge, door_tasks):
                yield Service(edge, health, {**indexes.before(tasks), **door_tasks}, serve)
        else:
            app = create_app(service="gateway", title="gateway", routers=[], health=health)
            yield Service(app, health, indexes.before(tasks))


def make_erasure(
    settings: Settings, database: Database, stores: Stores, producer: Producer, wakeup: Wakeup
) -> Consumer:
    """What svc-notify hears from Zalo about a revoked consent, done here."""
    clock = SystemClock()
    cipher = FieldCipher.parse(settings.contact_keys.get_secret_value())
    return Consumer(
        group=GROUP,
        topics=TOPICS,
        handler=consent_revoked(EraseCitizen(stores.citizens, stores.sessions, producer, clock, wakeup), cipher),
        parked=database["parked_events"],
        bootstrap_servers=settings.kafka_bootstrap_servers,
        producer=producer,
        clock=clock,
    )


def open_stores(settings: Settings, database: Database) -> Stores:
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    return Stores(database, settings.zalo_app_id, cipher, SystemClock())


@asynccontextmanager
async def open_door(
    settings: Settings, stores: Stores, wakeup: Wakeup, health: Health
) -> AsyncIterator[tuple[Edge, dict[str, Task]]]:
    """The front door and the tasks it needs. Raises ``InvalidRouteTable``."""
    clock = SystemClock()
    coarse_clock = CoarseClock(clock)
    keys = open_signing_keys(settings.signing_keys_dir, clock)
    table = load_route_table(settings.routes_file, frozenset(settings.upstreams))
    upstreams = [Upstream(name, url, NOT_TO_CLIENT) for name, url in sorted(settings.upstreams.items())]
    addresses = Addresses(settings.trusted_networks())
    limits = Limits(table.budgets, settings.limit_share)
    admission = Admission(TokenVerifier(keys, coarse_clock), limits, addresses, stores.daily_quotas)
    access_log = AccessLog(clock)
    async with outbound(timeout=TIMEOUT_SECONDS) as http:
        edge = Edge(
            table=table,
            forwarders={upstream.name: Forwarder(upstream) for upstream in upstreams},
            own=own_app(settings, stores, keys, http, lambda: edge.table, clock, wakeup, health),
            admission=admission,
            cors=Cors([*ZALO_ORIGINS, *settings.extra_origins()]),
            access_log=access_log,
        )
        tasks: dict[str, Task] = {
            "sweep": partial(sweep, clock=coarse_clock, upstreams=upstreams),
            "signing keys": keys.watch,
            "route table": RouteTableReloader(settings.routes_file, edge).watch,
            "access log": access_log.run,
        }
        with observed(edge):
            yield edge, tasks
        access_log.flush()
        for upstream in upstreams:
            upstream.close()
