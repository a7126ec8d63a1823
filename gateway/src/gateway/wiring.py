"""The composition root: everything the gateway is made of, put together once."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from gateway import SERVICE
from gateway.api.official_template.services import UPLOAD_SECONDS
from gateway.app import OwnApp
from gateway.consumers.consent_revoked import GROUP, TOPICS, consent_revoked
from gateway.consumers.publications import SHOWN_BY, TellPages
from gateway.domain.events import TOPIC
from gateway.domain.roles import Labels, StaffRoles
from gateway.jobs.check_template_visits import check_template_visits
from gateway.jobs.count_people import CountPeople
from gateway.jobs.learn_ended_sessions import LEARNED_WITHIN, learn_ended_sessions
from gateway.jobs.record_visits import record_visits
from gateway.jobs.share_limits import share_limits
from gateway.keys.signing_keys import open_signing_keys
from gateway.proxy.access_log import AccessLog
from gateway.proxy.address import Addresses
from gateway.proxy.admission import Admission
from gateway.proxy.app import ProxyApp
from gateway.proxy.coarse_clock import CoarseClock
from gateway.proxy.cors import Cors
from gateway.proxy.ended_sessions import EndedSessions
from gateway.proxy.figures import observed
from gateway.proxy.forward import Forwarder
from gateway.proxy.headers import NOT_TO_CLIENT
from gateway.proxy.limits import Limits
from gateway.proxy.public_pages import PublicPages
from gateway.proxy.route_table import load_route_table
from gateway.proxy.seen import Seen
from gateway.proxy.sweep import sweep
from gateway.proxy.upstream import Upstream
from gateway.reload import RouteTableReloader
from gateway.server import serve
from gateway.settings import Settings
from gateway.store.indexes import SCHEMA
from gateway.store.role_file import load_roles
from gateway.store.stores import Stores
from gateway.store.units import load_agencies_without_office
from gateway.use_cases.announce_staff import AnnounceStaff
from gateway.use_cases.erase_citizen import EraseCitizen
from gateway.zalo.client import TIMEOUT_SECONDS
from shared.chassis import open_chassis
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.database_clock import DatabaseClock
from shared.http_client import outbound
from shared.identity import TokenVerifier
from shared.kafka_connection import KafkaConnection
from shared.lifecycle import Service, Task
from shared.listener import Listener
from shared.mongo import Database
from shared.reference import staff_events
from shared.reference.units import unit_names
from shared.schema import open_prepared
from shared.wakeup import Wakeup

ZALO_ORIGINS = ("https://h5.zdn.vn", "zbrowser://h5.zdn.vn")
"""Zalo's web view: Android and most others; iOS."""


@asynccontextmanager
async def build(settings: Settings, process_roles: frozenset[str]) -> AsyncIterator[Service]:
    """Raises ``InvalidRoles`` and ``InvalidRouteTable``."""
    labels = load_labels()
    async with open_chassis(
        SERVICE, settings, process_roles, SCHEMA, partial(_begin, settings, labels.roles)
    ) as chassis:
        stores, wakeup = open_stores(settings, chassis.database, chassis.clock), Wakeup()
        chassis.relay("citizens", TOPIC, wakeup)
        chassis.relay("staff", staff_events.TOPIC, Wakeup())  # grants are rare: a look every second is enough
        if chassis.works:
            erase = EraseCitizen(
                stores.citizens, stores.sessions, chassis.producer, chassis.clock, wakeup, LEARNED_WITHIN
            )
            cipher = FieldCipher.parse(settings.contact_keys.get_secret_value())
            # What svc-notify hears from Zalo about a revoked consent is done here.
            chassis.consumer(GROUP, TOPICS, consent_revoked(erase, cipher))
            chassis.task("people", CountPeople(stores.people_figures, chassis.leases, chassis.clock).run)
            chassis.task(
                "template visits",
                check_template_visits(
                    await chassis.outbound(),
                    settings.upstreams["svc-dossier"],
                    settings.template_office,
                    settings.template_procedure,
                ),
            )
        if chassis.serves:
            ended = EndedSessions()
            chassis.check("ended sessions", ended.check)
            serving = await chassis.open(
                open_proxy(settings, stores, labels, ended, wakeup, chassis.clock, chassis.waits)
            )
            for name, task in serving.of_database.items():
                chassis.task(name, task)
            service = chassis.service(serving.proxy, serve)
            # The proxy answers while the database is still awaited.
            yield replace(service, tasks={**service.tasks, **serving.tasks})
        else:
            yield chassis.service(None)


async def _begin(settings: Settings, roles: StaffRoles, database: Database) -> None:
    clock = await DatabaseClock.once(database)
    stores = open_stores(settings, database, clock)
    await stores.staff.require_known_roles(roles)
    staff_cipher = FieldCipher.parse(settings.staff_keys.get_secret_value())
    await AnnounceStaff(stores.staff, staff_cipher, clock)()


def load_labels() -> Labels:
    return Labels(load_roles(), unit_names(), load_agencies_without_office())


def open_stores(settings: Settings, database: Database, clock: Clock) -> Stores:
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    return Stores(database, settings.zalo_app_id, cipher, clock)


@asynccontextmanager
async def prepared_stores(settings: Settings) -> AsyncIterator[tuple[Stores, Clock]]:
    """Open the stores for an operator's command, with no service around it."""
    async with open_prepared(settings, SCHEMA) as database:
        clock = await DatabaseClock.once(database)
        yield open_stores(settings, database, clock), clock


@dataclass(frozen=True)
class Serving:
    """The proxy, the tasks that it needs, and those that need the database too."""

    proxy: ProxyApp
    tasks: Mapping[str, Task]
    of_database: Mapping[str, Task]


@asynccontextmanager
async def open_proxy(
    settings: Settings,
    stores: Stores,
    labels: Labels,
    ended: EndedSessions,
    wakeup: Wakeup,
    clock: Clock,
    waits: Callable[[], bool],
) -> AsyncIterator[Serving]:
    """The proxy with the gateway's own application. ``waits``: whether the database needs a person first, and nothing
    may be answered. Raises ``InvalidRouteTable``.
    """
    coarse_clock = CoarseClock(clock)
    keys = open_signing_keys(settings.signing_keys_dir, clock)
    table = load_route_table(settings.routes_dir, settings.upstreams.keys(), labels.roles.keys())
    upstreams = [Upstream(name, url, NOT_TO_CLIENT) for name, url in sorted(settings.upstreams.items())]
    addresses = Addresses(settings.trusted_networks())
    limits, seen = Limits(table.budgets, settings.limit_share), Seen()
    access_log = AccessLog(clock)
    forwarders = {upstream.name: Forwarder(upstream) for upstream in upstreams}
    pages = PublicPages(forwarders)
    listener = Listener(SHOWN_BY, TellPages(pages), pages.doubt, KafkaConnection.of(settings))
    async with outbound(timeout=TIMEOUT_SECONDS) as http, outbound(timeout=UPLOAD_SECONDS) as services_http:
        proxy = ProxyApp(
            table=table,
            forwarders=forwarders,
            pages=pages,
            own=OwnApp(settings, stores, labels, keys, http, services_http, pages, clock, wakeup).build(
                lambda: proxy.table
            ),
            admission=Admission(TokenVerifier(keys, coarse_clock), limits, addresses, stores.daily_quotas, seen, ended),
            cors=Cors([*ZALO_ORIGINS, *settings.extra_origins()]),
            access_log=access_log,
            waits=waits,
        )
        tasks: dict[str, Task] = {
            "sweep": partial(sweep, clock=coarse_clock, upstreams=upstreams),
            "signing keys": keys.watch,
            "route table": RouteTableReloader(settings.routes_dir, labels.roles.keys(), proxy).watch,
            "access log": access_log.run,
            "public pages": pages.report,
            "publications": listener.run,
        }
        of_database: dict[str, Task] = {
            "visits": record_visits(seen, stores.visitors, clock),
            "limits": share_limits(proxy, stores.live_gateways),
            "ended sessions": learn_ended_sessions(ended, stores.sessions, clock),
        }
        with observed(proxy):
            yield Serving(proxy, tasks, of_database)
        access_log.flush()
        for upstream in upstreams:
            upstream.close()
