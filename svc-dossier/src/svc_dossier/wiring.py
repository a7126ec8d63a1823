"""The composition root: makes the parts and hands them to one another."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from fastapi import FastAPI

from shared.clock import Clock, SystemClock
from shared.consumer import Consumer
from shared.crypto import FieldCipher
from shared.health import Health
from shared.http_client import outbound
from shared.identity import RemoteKeySet, TokenVerifier
from shared.ids import random_id
from shared.indexes import Indexes
from shared.kafka import Producer
from shared.leases import Leases
from shared.lifecycle import API, WORKER, Service, Task
from shared.mongo import Database, open_mongo, ping
from shared.relay import Relay
from shared.wakeup import Wakeup
from shared.web import create_app
from svc_dossier.api.appointment_routes import appointment_routes
from svc_dossier.api.calendar_routes import calendar_routes
from svc_dossier.api.catalogue_routes import catalogue_routes
from svc_dossier.api.commune_routes import commune_routes
from svc_dossier.api.dossier_routes import dossier_routes
from svc_dossier.api.draft_routes import draft_routes
from svc_dossier.api.figure_routes import figure_routes
from svc_dossier.api.file_routes import file_routes
from svc_dossier.api.handling_routes import handling_routes
from svc_dossier.api.inbox_routes import inbox_routes
from svc_dossier.api.lookup_routes import lookup_routes
from svc_dossier.api.notice_routes import notice_routes, staff_notice_routes
from svc_dossier.api.office_routes import office_routes
from svc_dossier.api.problems import add_problem_handlers
from svc_dossier.api.procedure_routes import procedure_routes
from svc_dossier.api.reception_routes import reception_routes
from svc_dossier.api.search_routes import search_routes
from svc_dossier.api.staff_appointment_routes import staff_appointment_routes
from svc_dossier.api.staff_routes import staff_routes
from svc_dossier.api.upstream_routes import upstream_routes
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.catalogue.reasons import load_reasons
from svc_dossier.catalogue.rules import birth_registration_places, code_forms
from svc_dossier.catalogue.wording import Wording
from svc_dossier.consumers import one_stop_export, payment_events
from svc_dossier.inspection.inspector import Inspector
from svc_dossier.jobs.keep_appointments import KeepAppointments
from svc_dossier.jobs.refresh_rules import RefreshRules
from svc_dossier.jobs.retry_upstream import RetryUpstream
from svc_dossier.jobs.sweep_files import SweepFiles
from svc_dossier.jobs.tell_deadlines import TellDeadlines
from svc_dossier.papers.printer import Printer
from svc_dossier.settings import Settings
from svc_dossier.store.access_log import AccessLog
from svc_dossier.store.appointments import Appointments
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.store.code_numbers import CodeNumbers
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.drafts import Drafts
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.files import Files
from svc_dossier.store.indexes import make_indexes
from svc_dossier.store.officers import Officers
from svc_dossier.store.payments import Payments
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.upstream.one_stop import TIMEOUT_SECONDS as ONE_STOP_SECONDS
from svc_dossier.upstream.one_stop import OneStop
from svc_dossier.upstream.signature import parse_keys
from svc_dossier.use_cases.accept import give_code
from svc_dossier.use_cases.apply_upstream_status import ApplyUpstreamStatus
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.rules import Rules, shipped_rules
from svc_dossier.use_cases.settle_payment import SettlePayment

TOPICS = {"dossiers": "dossier.events.v1", "appointments": "appointment.events.v1"}
"""By the collection whose outboxes feed them."""


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    clock, wakeups = SystemClock(), {collection: Wakeup() for collection in TOPICS}
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_mongo(settings))
        indexes = Indexes(partial(make_indexes, database))
        rules = make_rules(settings.root_code, database, clock)
        refresh = RefreshRules(rules.refresh)
        health = Health({"mongo": partial(ping, database), "indexes": indexes.check, "rules": refresh.check})
        if API in roles:
            inspector = await stack.enter_async_context(Inspector())
            printer = await stack.enter_async_context(Printer())
            desk = make_desk(settings, database, inspector, printer, rules, clock, wakeups)
            keys = RemoteKeySet(settings.jwks_url, await stack.enter_async_context(outbound()))
            hear = make_hearing(database, desk.dossiers, rules, clock)
            app = make_app(desk, hear, settings, health, TokenVerifier(keys, clock))
        else:
            app = create_app(service="svc-dossier", title="Hồ sơ", routers=[], health=health)
        tasks: dict[str, Task] = {"rules": refresh.run}
        if WORKER in roles:
            producer = await stack.enter_async_context(Producer(settings.kafka_bootstrap_servers, "svc-dossier"))
            leases = Leases(database["leases"], random_id("wrk"))
            relays = {
                f"{collection}_relay": Relay(
                    collection=database[collection],
                    topic=topic,
                    producer=producer,
                    leases=leases,
                    clock=clock,
                    wakeup=wakeups[collection],
                    watch=API not in roles,
                ).run
                for collection, topic in TOPICS.items()
            }
            dossiers = Dossiers(database, wakeups["dossiers"])
            appointments = Appointments(database, wakeups["appointments"])
            lapsed = AppointmentRules.load(rules.agencies).lapsed
            visits = KeepAppointments(appointments, lapsed, leases, clock)
            sweep = SweepFiles(Files(database), dossiers, clock, settings.file_life)
            deadlines = TellDeadlines(dossiers, rules.calendars, leases, clock)
            tasks |= {**relays, "appointments": visits.run, "file_sweep": sweep.run, "deadlines": deadlines.run}
            hear = make_hearing(database, dossiers, rules, clock)
            tasks["upstream_retry"] = RetryUpstream(UpstreamStatuses(database), hear, leases, clock).run
            settle = SettlePayment(dossiers, Payments(database), lambda: rules.calendars.current, clock)
            payments = Consumer(
                group=payment_events.GROUP,
                topics=payment_events.TOPICS,
                handler=payment_events.payment_events(settle, clock),
                parked=database["parked_events"],
                bootstrap_servers=settings.kafka_bootstrap_servers,
                producer=producer,
                clock=clock,
            )
            tasks["payments"] = payments.run
            if settings.one_stop_url:
                http = await stack.enter_async_context(outbound(settings.one_stop_url, ONE_STOP_SECONDS))
                one_stop = OneStop(http, settings.one_stop_key, clock)
                seal = FormSeal(FieldCipher.parse(settings.field_keys.get_secret_value()))
                tasks["one_stop"] = Consumer(
                    group=one_stop_export.GROUP,
                    topics=one_stop_export.TOPICS,
                    handler=one_stop_export.one_stop_export(dossiers, rules.catalogue, seal, one_stop),
                    parked=database["parked_events"],
                    bootstrap_servers=settings.kafka_bootstrap_servers,
                    producer=producer,
                    clock=clock,
                ).run
        yield Service(app, health, indexes.before(tasks))


def make_rules(root_code: str, database: Database, clock: Clock) -> Rules:
    return shipped_rules(root_code, CalendarRevisions(database), ProcedureVersions(database), clock)


def make_desk(
    settings: Settings,
    database: Database,
    inspector: Inspector,
    printer: Printer,
    rules: Rules,
    clock: Clock,
    wakeups: Mapping[str, Wakeup],
) -> Desk:
    """``wakeups``: by collection."""
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    return Desk(
        dossiers=Dossiers(database, wakeups["dossiers"]),
        appointments=Appointments(database, wakeups["appointments"]),
        visits=AppointmentRules.load(rules.agencies),
        figures=StoredFigures(database),
        files=Files(database),
        code_numbers=CodeNumbers(database),
        rules=rules,
        code_forms=code_forms(),
        wording=Wording.load(),
        reasons=load_reasons(),
        officers=Officers(database),
        looks=AccessLog(database),
        notice_wording=NoticeWording.load(),
        printer=printer,
        drafts=Drafts(database, cipher),
        payments=Payments(database),
        birth_registration_places=birth_registration_places(),
        seal=FormSeal(cipher),
        inspector=inspector,
        clock=clock,
        file_life=settings.file_life,
    )


def make_hearing(database: Database, dossiers: Dossiers, rules: Rules, clock: Clock) -> ApplyUpstreamStatus:
    code_of = partial(give_code, CodeNumbers(database), rules, code_forms())
    return ApplyUpstreamStatus(dossiers, UpstreamStatuses(database), lambda: rules.calendars.current, code_of, clock)


def make_app(
    desk: Desk, hear: ApplyUpstreamStatus, settings: Settings, health: Health, verifier: TokenVerifier
) -> FastAPI:
    routers = [
        procedure_routes(desk),
        file_routes(desk, settings.max_file_bytes),
        dossier_routes(desk),
        staff_routes(desk),
        inbox_routes(desk),
        handling_routes(desk),
        notice_routes(desk),
        staff_notice_routes(desk),
        search_routes(desk),
        reception_routes(desk),
        draft_routes(desk),
        lookup_routes(desk),
        calendar_routes(desk),
        catalogue_routes(desk),
        commune_routes(desk),
        figure_routes(desk),
        upstream_routes(desk, hear, parse_keys(settings.upstream_keys.get_secret_value())),
        office_routes(desk),
        appointment_routes(desk),
        staff_appointment_routes(desk),
    ]
    app = create_app(service="svc-dossier", title="Hồ sơ", routers=routers, health=health)
    add_problem_handlers(app, desk.wording, desk.visits)
    app.state.verifier = verifier
    return app
