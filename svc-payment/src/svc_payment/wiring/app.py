"""The application: every use case with the few things it needs, every router with its use cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi import APIRouter, FastAPI

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.files.inspection.inspector import Inspector
from shared.files.links import FileLinks
from shared.files.upload_file import UploadFile
from shared.identity import PROVINCE, TokenVerifier
from shared.printing.printer import Printer
from shared.reference.birth_registration_places import birth_registration_places
from shared.reference.communes import read_communes
from shared.web import create_app
from svc_payment.api.access_log.routes import access_log_routes
from svc_payment.api.bills.routes import bill_routes
from svc_payment.api.callbacks.routes import callback_routes
from svc_payment.api.cash_payments.routes import cash_payment_routes
from svc_payment.api.collected_bills.routes import collected_bill_routes
from svc_payment.api.figures.routes import figure_routes
from svc_payment.api.imports.routes import import_routes
from svc_payment.api.offers import OFFERS
from svc_payment.api.open_files import routes as open_files
from svc_payment.api.open_files.routes import open_file_routes
from svc_payment.api.payments.routes import payment_routes
from svc_payment.api.receipt_checks.routes import receipt_check_routes
from svc_payment.api.receipt_paper import ReceiptPaper
from svc_payment.api.school_bills.routes import school_bill_routes
from svc_payment.api.school_students.routes import school_student_routes
from svc_payment.api.schools.routes import school_routes
from svc_payment.api.settlements.routes import settlement_routes
from svc_payment.api.shops.routes import shop_routes
from svc_payment.api.staff_payments.routes import staff_payment_routes
from svc_payment.api.staff_payments.shown import ShownPayments
from svc_payment.api.staff_shops.routes import staff_shop_routes
from svc_payment.api.students.routes import student_routes
from svc_payment.api.unmatched_sums.routes import unmatched_sum_routes
from svc_payment.api.unreadable_transfers.routes import unreadable_transfer_routes
from svc_payment.api.uploads import Receive, receive_tables
from svc_payment.catalogue.settlement_formats import read_formats
from svc_payment.catalogue.wording import Wording, read_banks, read_categories
from svc_payment.providers.port import Traits
from svc_payment.providers.registry import Providers
from svc_payment.settings import Settings
from svc_payment.use_cases.add_school import AddSchool
from svc_payment.use_cases.allocate_money import AllocateMoney
from svc_payment.use_cases.attach_invoice import AttachInvoice
from svc_payment.use_cases.begin_payment import BeginPayment
from svc_payment.use_cases.cancel_bill import CancelBill
from svc_payment.use_cases.change_school import ChangeSchool
from svc_payment.use_cases.check_receipt import CheckReceipt
from svc_payment.use_cases.check_shop import CheckShop
from svc_payment.use_cases.close_unreadable_transfer import CloseUnreadableTransfer
from svc_payment.use_cases.conclude_doubt import ConcludeDoubt
from svc_payment.use_cases.confirm_import import ConfirmImport
from svc_payment.use_cases.correct_receipt_number import CorrectReceiptNumber
from svc_payment.use_cases.correct_student import CorrectStudent
from svc_payment.use_cases.decide_placement import DecidePlacement
from svc_payment.use_cases.discard_import import DiscardImport
from svc_payment.use_cases.find_holder import FindHolder
from svc_payment.use_cases.find_student import FindStudent
from svc_payment.use_cases.inquire_bills import InquireBills
from svc_payment.use_cases.issue_cash_receipt import IssueCashReceipt
from svc_payment.use_cases.issue_receipt import IssueReceipt
from svc_payment.use_cases.link_order import LinkOrder
from svc_payment.use_cases.link_student import LinkStudent
from svc_payment.use_cases.number_receipt import NumberReceipt
from svc_payment.use_cases.place_sum import PlaceSum
from svc_payment.use_cases.preview_import import PreviewImport
from svc_payment.use_cases.propose_placement import ProposePlacement
from svc_payment.use_cases.read_figures import ReadFigures
from svc_payment.use_cases.read_settlement import ReadSettlement
from svc_payment.use_cases.receive_callback import ReceiveCallback
from svc_payment.use_cases.record_cash import RecordCash
from svc_payment.use_cases.register_shop import RegisterShop
from svc_payment.use_cases.release_payment import ReleasePayment
from svc_payment.use_cases.request_refund import RequestRefund
from svc_payment.use_cases.see_payment import SeePayment
from svc_payment.use_cases.set_fee_items import SetFeeItems
from svc_payment.use_cases.settle_orders import SettleOrders
from svc_payment.use_cases.settle_payment import SettlePayment
from svc_payment.use_cases.share_bills import ShareBills
from svc_payment.use_cases.sign_settlement import SignSettlement
from svc_payment.use_cases.step_refund import StepRefund
from svc_payment.use_cases.take_in_callback import TakeInCallback
from svc_payment.use_cases.take_in_notice import TakeInNotice
from svc_payment.use_cases.take_in_statement import TakeInStatement
from svc_payment.use_cases.take_in_transfers import TakeInTransfers
from svc_payment.use_cases.take_shop_step import TakeShopStep
from svc_payment.use_cases.unlink_student import UnlinkStudent
from svc_payment.wiring.schools import make_plan_bills
from svc_payment.wiring.stores import Stores


@dataclass(frozen=True)
class Parts:
    """What the routers are made of; only this module sees all of it."""

    settings: Settings
    stores: Stores
    providers: Providers
    inspector: Inspector
    workbooks: Inspector
    printer: Printer
    clock: Clock

    @cached_property
    def received(self) -> Receive:
        return receive_tables(self.workbooks, self.settings.max_file_bytes)

    @cached_property
    def links(self) -> FileLinks:
        return FileLinks.parse(open_files.PATH, self.settings.field_keys.get_secret_value(), self.clock)

    @cached_property
    def wording(self) -> Wording:
        return Wording.load()

    @cached_property
    def communes(self) -> frozenset[str]:
        return frozenset(commune.code for commune in read_communes())

    @cached_property
    def settle(self) -> SettlePayment:
        return SettlePayment(self.stores.payments, self.clock)

    @cached_property
    def take_in_transfers(self) -> TakeInTransfers:
        return TakeInTransfers(self.stores.payments, self.stores.sums, self.settle, self.clock)

    @cached_property
    def number_receipt(self) -> NumberReceipt:
        return NumberReceipt(self.stores.payments, self.stores.counters)

    @cached_property
    def receipt_paper(self) -> ReceiptPaper:
        return ReceiptPaper(self.printer, self.settings.public_url)

    def routers(self) -> Sequence[APIRouter]:
        return [*self._payers(), *self._schools(), *self._officers(), *self._shops()]

    def _payers(self) -> list[APIRouter]:
        stores, wording, clock = self.stores, self.wording, self.clock
        payments, bills = stores.payments, stores.bills
        offered: Mapping[str, Traits] = {traits.name: traits for traits in self.providers.offered()}
        see_payment = SeePayment(payments, bills)
        return [
            receipt_check_routes(CheckReceipt(payments, bills, stores.students)),
            bill_routes(bills, payments, stores.students, wording.bills, clock),
            payment_routes(
                BeginPayment(bills, payments, self.providers, self.settle, clock),
                LinkOrder(payments),
                IssueReceipt(see_payment, self.number_receipt, bills, stores.students),
                see_payment,
                payments,
                bills,
                self.receipt_paper,
                self.links,
                offered,
                wording,
                self.settings.public_url,
            ),
            open_file_routes(self.links),
            callback_routes(
                ReceiveCallback(
                    self.providers, TakeInCallback(payments, stores.unmatched, stores.sums, self.settle, clock)
                ),
                TakeInNotice(self.take_in_transfers, stores.unreadable, clock),
                InquireBills(stores.students, bills, payments, self.providers, clock),
                self.settings.bank_notice_key.get_secret_value(),
                self.settings.collecting_account.get_secret_value(),
            ),
        ]

    def _schools(self) -> list[APIRouter]:
        stores, wording, clock = self.stores, self.wording, self.clock
        bills, students, schools, imports = stores.bills, stores.students, stores.schools, stores.imports
        record_access = RecordAccess(stores.access_log, clock)
        return [
            student_routes(
                FindStudent(students, clock),
                LinkStudent(students, ShareBills(bills), clock),
                UnlinkStudent(students, bills),
                students,
            ),
            school_routes(
                AddSchool(schools, self.communes, {*self.communes, PROVINCE}, clock),
                ChangeSchool(schools, clock),
                SetFeeItems(schools),
                schools,
            ),
            school_bill_routes(
                CancelBill(bills, clock), students, bills, stores.payments, record_access, wording.bills, clock
            ),
            school_student_routes(CorrectStudent(students, clock), students, record_access),
            import_routes(
                PreviewImport(schools, imports, stores.files, make_plan_bills(bills, students), clock),
                ConfirmImport(schools, imports, clock),
                DiscardImport(imports, clock),
                imports,
                schools,
                wording,
                self.received,
            ),
        ]

    def _officers(self) -> list[APIRouter]:
        stores, clock = self.stores, self.clock
        payments, settlements, sums = stores.payments, stores.settlements, stores.sums
        record_access = RecordAccess(stores.access_log, clock)
        shown = ShownPayments(stores.bills, stores.students, self.wording, record_access)
        place = PlaceSum(sums, payments, stores.bills, self.settle, FindHolder(payments))
        return [
            collected_bill_routes(
                RecordCash(
                    stores.bills,
                    payments,
                    stores.counters,
                    AllocateMoney(payments, stores.bills, SettleOrders(payments), clock),
                    clock,
                ),
                stores.bills,
                payments,
                self.wording.bills,
                self.wording.payments,
                clock,
            ),
            cash_payment_routes(
                payments,
                shown,
                CorrectReceiptNumber(payments, clock),
                IssueCashReceipt(payments, self.number_receipt, stores.bills, stores.students),
                record_access,
                self.receipt_paper,
            ),
            staff_payment_routes(
                payments,
                shown,
                ReleasePayment(payments, clock),
                ConcludeDoubt(payments, clock),
                AttachInvoice(payments, clock),
                RequestRefund(payments, clock),
                StepRefund(payments, stores.bills, SettleOrders(payments), clock),
                record_access,
                clock,
            ),
            settlement_routes(
                ReadSettlement(payments, settlements, sums, read_formats(), clock),
                SignSettlement(settlements, clock),
                TakeInStatement(self.take_in_transfers),
                settlements,
                self.wording,
                self.received,
            ),
            unmatched_sum_routes(
                ProposePlacement(sums, payments, stores.bills, clock),
                DecidePlacement(sums, place, clock),
                sums,
                stores.bills,
                self.wording,
            ),
            unreadable_transfer_routes(
                CloseUnreadableTransfer(stores.unreadable, clock), stores.unreadable, self.wording.unreadable
            ),
            figure_routes(
                ReadFigures(stores.bills, stores.schools, stores.payment_figures, stores.shops), self.wording
            ),
            access_log_routes(stores.access_log),
        ]

    def _shops(self) -> list[APIRouter]:
        stores, wording, clock = self.stores, self.wording, self.clock
        banks, categories = read_banks(), read_categories()
        check = CheckShop(banks, categories, self.communes, birth_registration_places(), stores.files)
        contacts = FieldCipher.parse(self.settings.contact_keys.get_secret_value())
        take_step = TakeShopStep(stores.shops, check, contacts, wording, clock)
        return [
            shop_routes(
                RegisterShop(stores.shops, check, clock),
                take_step,
                UploadFile(stores.files, self.inspector, clock),
                stores.shops,
                stores.files,
                self.links,
                self.printer,
                banks,
                categories,
                wording,
                self.settings.max_file_bytes,
                clock,
            ),
            staff_shop_routes(
                take_step,
                stores.shops,
                RecordAccess(stores.access_log, clock),
                stores.files,
                self.links,
                categories,
                wording,
                clock,
            ),
        ]


def make_app(parts: Parts, verifier: TokenVerifier) -> FastAPI:
    app = create_app(title="Thanh toán", routers=parts.routers(), offers=OFFERS)
    app.state.verifier = verifier
    return app
