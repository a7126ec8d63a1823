"""The service: the application where it serves, consumers, relays and jobs where it works."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.chassis import Chassis, open_chassis
from shared.files.inspection.inspector import STAFF, Inspector
from shared.lifecycle import Service
from shared.printing.printer import Printer
from shared.wakeup import Wakeup
from svc_payment import SERVICE
from svc_payment.consumers import dossier_events, school_events
from svc_payment.jobs.allocate import AllocateInBackground
from svc_payment.jobs.measure_payments import MeasurePayments
from svc_payment.papers import TEMPLATES
from svc_payment.providers.registry import Providers
from svc_payment.providers.wire import TIMEOUT
from svc_payment.settings import Settings
from svc_payment.store.indexes import SCHEMA
from svc_payment.use_cases.allocate_money import AllocateMoney
from svc_payment.use_cases.ask_providers import AskProviders
from svc_payment.use_cases.bill_dossier import BillDossier
from svc_payment.use_cases.call_off_dossier import CallOffDossier
from svc_payment.use_cases.carry_out_refund import CarryOutRefund
from svc_payment.use_cases.carry_out_refunds import CarryOutRefunds
from svc_payment.use_cases.find_holder import FindHolder
from svc_payment.use_cases.place_due_sums import PlaceDueSums
from svc_payment.use_cases.place_sum import PlaceSum
from svc_payment.use_cases.query_payment import QueryPayment
from svc_payment.use_cases.remind_payers import RemindPayers
from svc_payment.use_cases.report_order import ReportOrder
from svc_payment.use_cases.run_imports import RunImports
from svc_payment.use_cases.settle_orders import SettleOrders
from svc_payment.use_cases.settle_payment import SettlePayment
from svc_payment.use_cases.step_refund import StepRefund
from svc_payment.use_cases.take_in_callback import TakeInCallback
from svc_payment.wiring.app import Parts, make_app
from svc_payment.wiring.providers import make_providers
from svc_payment.wiring.schools import make_bill_student, make_run_import
from svc_payment.wiring.stores import Stores, make_stores

WORKBOOK_READER = (sys.executable, "-m", "svc_payment.sheets.worker")
TOO_COMPLEX = "Tệp XLSX quá lớn hoặc quá phức tạp. Vui lòng chỉ giữ trang tính cần gửi, hoặc lưu thành tệp CSV."
TOPICS = {"payments": "payment.events.v1", "bills": "bill.events.v1", "shops": "shop.events.v1"}
"""The topic that each collection's outboxes feed."""


def open_workbooks() -> Inspector:
    """A process of its own reads XLSX files: one at a time, as only officers send them."""
    return Inspector({STAFF: 1}, command=WORKBOOK_READER, too_complex=TOO_COMPLEX)


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    async with open_chassis(SERVICE, settings, roles, SCHEMA) as chassis:
        wakeups = {collection: Wakeup() for collection in TOPICS}
        stores = make_stores(settings, chassis.database, wakeups)
        providers = make_providers(settings, await chassis.outbound(timeout=TIMEOUT.total_seconds()))
        app = None
        if chassis.serves:
            inspector, printer = await chassis.open(Inspector()), await chassis.open(Printer(TEMPLATES))
            workbooks = await chassis.open(open_workbooks())
            parts = Parts(settings, stores, providers, inspector, workbooks, printer, chassis.clock)
            app = make_app(parts, await chassis.verifier())
        for collection, topic in TOPICS.items():
            chassis.relay(collection, topic, wakeups[collection])
        if chassis.works:
            _add_jobs(chassis, stores, providers)
            fees = BillDossier(stores.bills, chassis.clock), CallOffDossier(stores.bills, chassis.clock)
            chassis.consumer(dossier_events.GROUP, dossier_events.TOPICS, dossier_events.dossier_events(*fees))
            bill_student = make_bill_student(stores.schools, stores.students, stores.bills, chassis.clock)
            chassis.consumer(school_events.GROUP, school_events.TOPICS, school_events.school_events(bill_student))
        yield chassis.service(app)


def _add_jobs(chassis: Chassis, stores: Stores, providers: Providers) -> None:
    clock, payments, bills = chassis.clock, stores.payments, stores.bills
    settle = SettlePayment(payments, clock)
    allocate = AllocateMoney(payments, bills, SettleOrders(payments), clock)
    query = QueryPayment(payments, providers, settle, clock)
    refund = CarryOutRefund(payments, providers, StepRefund(payments, bills, SettleOrders(payments), clock), clock)
    take_in = TakeInCallback(payments, stores.unmatched, stores.sums, settle, clock)
    ask = AskProviders(payments, providers, stores.unmatched, query, take_in, ReportOrder(payments, providers), clock)
    run_import = make_run_import(stores.schools, stores.students, bills, stores.imports, stores.files, clock)
    find_holder = FindHolder(payments)
    place = PlaceSum(stores.sums, payments, bills, settle, find_holder)
    measure = MeasurePayments(payments, stores.unmatched, stores.sums, stores.unreadable, clock)
    chassis.task("allocation", AllocateInBackground(payments, allocate, stores.allocation).run)
    chassis.repeat("providers", 1.0, ask)
    chassis.repeat("unmatched-sums", 5.0, PlaceDueSums(stores.sums, place, find_holder, clock))
    chassis.repeat("refunds", 5.0, CarryOutRefunds(payments, refund, clock))
    chassis.repeat("imports", 1.0, RunImports(stores.imports, run_import))
    chassis.repeat("reminders", 30.0, RemindPayers(bills, clock))
    chassis.repeat("measure_payments", 5.0, measure, otherwise=measure.forget)
