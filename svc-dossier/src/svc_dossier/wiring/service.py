"""The service: the application where it serves, consumers, relays and jobs where it works."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.chassis import Chassis, open_chassis
from shared.files.inspection.inspector import Inspector
from shared.files.sweep import SweepFiles
from shared.lifecycle import Service
from shared.printing.printer import Printer
from shared.reference import calendar_events
from shared.wakeup import Wakeup
from svc_dossier import SERVICE
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.consumers import office_events, one_stop_export, payment_events, staff_events
from svc_dossier.jobs import measure_dossiers
from svc_dossier.jobs.measure_dossiers import MeasureDossiers
from svc_dossier.jobs.measure_due_work import MeasureDueAlerts, MeasureDueAppointments, MeasureDueStatuses
from svc_dossier.papers import TEMPLATES
from svc_dossier.settings import Settings
from svc_dossier.store.indexes import SCHEMA
from svc_dossier.upstream.one_stop import TIMEOUT_SECONDS as ONE_STOP_SECONDS
from svc_dossier.upstream.one_stop import OneStop
from svc_dossier.use_cases.announce_deadlines import AnnounceDeadlines
from svc_dossier.use_cases.keep_appointments import KeepAppointments
from svc_dossier.use_cases.retry_upstream_statuses import RetryUpstreamStatuses
from svc_dossier.use_cases.rules import Rules
from svc_dossier.use_cases.settle_payment import SettlePayment
from svc_dossier.wiring.app import Parts, make_app
from svc_dossier.wiring.stores import Stores, make_rules, make_stores
from svc_dossier.wiring.upstream import make_apply_status

TOPICS = {
    "dossiers": "dossier.events.v1",
    "appointments": "appointment.events.v1",
    "calendar_revisions": calendar_events.TOPIC,
    "procedure_versions": "procedure.events.v1",
}
"""Where events go, by the collection whose outboxes hold them."""

FRESH_SECONDS = 5.0
"""No rule is staler than that in a process through which it was not changed."""


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    async with open_chassis(SERVICE, settings, roles, SCHEMA) as chassis:
        wakeups = {collection: Wakeup() for collection in TOPICS}
        stores = make_stores(settings, chassis.database, wakeups)
        rules = make_rules(
            settings.root_code,
            chassis.database,
            chassis.clock,
            wakeups["calendar_revisions"],
            settings.max_file_bytes,
        )
        chassis.follow("rules", rules.refresh, FRESH_SECONDS)
        app = None
        if chassis.serves:
            inspector, printer = await chassis.open(Inspector()), await chassis.open(Printer(TEMPLATES))
            parts = Parts(settings, stores, rules, inspector, printer, chassis.clock)
            app = make_app(parts, await chassis.verifier())
        for collection, topic in TOPICS.items():
            chassis.relay(collection, topic, wakeups[collection])
        if chassis.works:
            _add_jobs(chassis, settings, stores, rules)
            await _add_consumers(chassis, settings, stores, rules)
        yield chassis.service(app)


def _add_jobs(chassis: Chassis, settings: Settings, stores: Stores, rules: Rules) -> None:
    clock = chassis.clock
    lapsed = AppointmentRules.load(rules.agencies).lapsed
    keep = KeepAppointments(stores.appointments, lapsed, clock)
    announce = AnnounceDeadlines(stores.dossiers, rules.calendars, clock)
    retry = RetryUpstreamStatuses(stores.upstream_statuses, make_apply_status(stores, rules, clock), clock)
    due_appointments = MeasureDueAppointments(stores.appointments, clock)
    chassis.repeat("keep_appointments", 15.0, keep, measure=due_appointments)
    chassis.repeat("announce_deadlines", 15.0, announce, measure=MeasureDueAlerts(stores.dossiers, clock))
    chassis.repeat("retry_upstream", 15.0, retry, measure=MeasureDueStatuses(stores.upstream_statuses, clock))
    chassis.task("file_sweep", SweepFiles(stores.files, stores.dossiers.attached, clock, settings.file_life).run)
    measure = MeasureDossiers(stores.board_figures, clock)
    chassis.repeat("measure_dossiers", measure_dossiers.EVERY, measure, otherwise=measure.forget)


async def _add_consumers(chassis: Chassis, settings: Settings, stores: Stores, rules: Rules) -> None:
    settle = SettlePayment(stores.dossiers, stores.payments, stores.staff, rules.calendars, chassis.clock)
    payments = payment_events.payment_events(settle, chassis.clock)
    chassis.consumer(payment_events.GROUP, payment_events.TOPICS, payments)
    chassis.consumer(staff_events.GROUP, staff_events.TOPICS, stores.staff.handle)
    offices = office_events.office_events(rules.refresh_offices.contacts)
    chassis.consumer(office_events.GROUP, office_events.TOPICS, offices)
    if settings.one_stop_url:
        http = await chassis.outbound(settings.one_stop_url, ONE_STOP_SECONDS)
        one_stop = OneStop(http, settings.one_stop_key, chassis.clock)
        export = one_stop_export.one_stop_export(stores.dossiers, rules.catalogue, stores.seal, one_stop)
        chassis.consumer(one_stop_export.GROUP, one_stop_export.TOPICS, export)
