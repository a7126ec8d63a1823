"""The service: the application where it serves, the consumer, relays and jobs where it works."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.chassis import Chassis, open_chassis
from shared.citizen_events import when_erased
from shared.files.inspection.inspector import Inspector
from shared.files.sweep import SweepFiles
from shared.lifecycle import Service
from shared.wakeup import Wakeup
from svc_feedback import SERVICE
from svc_feedback.consumers import calendar_events, citizen_events, staff_events
from svc_feedback.domain.events import PUBLIC_PAYLOADS
from svc_feedback.settings import Settings
from svc_feedback.store.indexes import SCHEMA
from svc_feedback.use_cases.count_map import CountMap
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.follow_categories import FollowCategories
from svc_feedback.use_cases.forget_citizen import ForgetCitizen
from svc_feedback.use_cases.gather_evidence import GatherEvidence
from svc_feedback.use_cases.give_alerts import GiveAlerts
from svc_feedback.use_cases.let_reports_lapse import LetReportsLapse
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import TakeReportStep
from svc_feedback.use_cases.take_written_step import TakeWrittenStep
from svc_feedback.use_cases.tell_supporters import TellSupporters
from svc_feedback.wiring.app import Parts, make_app
from svc_feedback.wiring.stores import Stores, make_stores

READER = (sys.executable, "-m", "svc_feedback.evidence.worker")
"""The program that reads what people upload."""

TOPIC = "feedback.events.v1"
WITH_OUTBOX = ("reports", "supports", "questions")
"""The collections whose outboxes feed it."""
CATEGORIES_EVERY = 2.0
CALENDAR_EVERY = 5.0
"""Seconds after which every process knows what another one has learnt of."""
PUBLIC_TOPIC = "question.events.v1"
"""Kept for years, as what stands in it holds; it names no citizen."""


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    async with open_chassis(SERVICE, settings, roles, SCHEMA) as chassis:
        rules = Rules.load()
        wakeups = {collection: Wakeup() for collection in WITH_OUTBOX}
        stores = make_stores(settings, chassis.database, wakeups, rules)
        chassis.follow("calendar", stores.calendars.refresh, CALENDAR_EVERY)
        chassis.follow("categories", FollowCategories(stores.categories, rules), CATEGORIES_EVERY)
        app = None
        if chassis.serves:
            inspector = await chassis.open(Inspector(command=READER))
            parts = Parts(settings, stores, rules, inspector, chassis.clock)
            app = make_app(parts, await chassis.verifier())
        for collection in WITH_OUTBOX:
            chassis.relay(collection, TOPIC, wakeups[collection], dict.fromkeys(PUBLIC_PAYLOADS, PUBLIC_TOPIC))
        if chassis.works:
            chassis.consumer(calendar_events.GROUP, calendar_events.TOPICS, stores.calendars.handle)
            forget = ForgetCitizen(
                stores.forgotten, stores.reports, stores.supports, stores.evidence, stores.sendings, chassis.clock
            )
            chassis.consumer(citizen_events.GROUP, citizen_events.TOPICS, when_erased(forget))
            chassis.consumer(staff_events.GROUP, staff_events.TOPICS, stores.staff.handle)
            _add_jobs(chassis, settings, stores, rules)
        yield chassis.service(app)


def _add_jobs(chassis: Chassis, settings: Settings, stores: Stores, rules: Rules) -> None:
    clock, events = chassis.clock, FeedbackEvents(rules)
    gather = GatherEvidence(stores.files, stores.evidence, stores.seal, clock, settings.file_life)
    take_step = TakeReportStep(stores.reports, stores.calendars, events, rules, clock)
    lapse = LetReportsLapse(stores.reports, TakeWrittenStep(take_step, gather, rules), clock)
    chassis.repeat("alerts", 15.0, GiveAlerts(stores.reports, stores.questions, stores.calendars, events, clock))
    chassis.repeat("lapse", 60.0, lapse)
    chassis.repeat("supporters", 5.0, TellSupporters(stores.reports, stores.supports, stores.calendars, events, clock))
    chassis.repeat("map", 2.0, CountMap(stores.map_cells))
    chassis.task("file_sweep", SweepFiles(stores.files, stores.attached, clock, settings.file_life).run)
