"""The application: every use case with the few things it needs, every router with its use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi import APIRouter, FastAPI

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.files.inspection.inspector import Inspector
from shared.files.links import FileLinks
from shared.files.upload_file import UploadFile
from shared.identity import TokenVerifier
from shared.once_read import once_read
from shared.printing.printer import Printer
from shared.reasons import parse_reasons
from shared.reference.birth_registration_places import birth_registration_places
from shared.web import create_app
from svc_dossier.api.access_log.routes import access_log_routes
from svc_dossier.api.assignments.routes import assignment_routes
from svc_dossier.api.dossier_search.routes import dossier_search_routes
from svc_dossier.api.dossiers.routes import dossier_routes
from svc_dossier.api.drafts.routes import draft_routes
from svc_dossier.api.files.routes import file_routes
from svc_dossier.api.notes.routes import note_routes
from svc_dossier.api.notices.routes import notice_routes, staff_notice_routes
from svc_dossier.api.offers import dossier_offers_of, visit_offers_of
from svc_dossier.api.open_files import routes as open_files
from svc_dossier.api.open_files.routes import open_file_routes
from svc_dossier.api.payments.routes import payment_routes
from svc_dossier.api.problems import add_problem_handlers
from svc_dossier.api.progress.routes import progress_routes
from svc_dossier.api.reception.routes import reception_routes
from svc_dossier.api.staff_dossiers.routes import staff_dossier_routes
from svc_dossier.api.staff_steps.routes import step_routes
from svc_dossier.api.upstream.routes import upstream_routes
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.catalogue.data_files import read
from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.transitions import Action
from svc_dossier.settings import Settings
from svc_dossier.upstream.signature import parse_keys
from svc_dossier.use_cases.accept_dossier import AcceptDossier
from svc_dossier.use_cases.add_note import AddNote
from svc_dossier.use_cases.assign_dossier import AssignDossier
from svc_dossier.use_cases.begin_draft import BeginDraft
from svc_dossier.use_cases.bulk_accept import BulkAccept
from svc_dossier.use_cases.check_draft import CheckDraft
from svc_dossier.use_cases.close_claims import CloseClaims
from svc_dossier.use_cases.confirm_national_code import ConfirmNationalCode
from svc_dossier.use_cases.create_dossier import CreateDossier
from svc_dossier.use_cases.discard_draft import DiscardDraft
from svc_dossier.use_cases.end_dossier import EndDossier
from svc_dossier.use_cases.enter_national_code import EnterNationalCode
from svc_dossier.use_cases.find_by_code import FindByCode
from svc_dossier.use_cases.find_dossier import FindDossier
from svc_dossier.use_cases.gather_papers import GatherPapers
from svc_dossier.use_cases.give_result import GiveResult
from svc_dossier.use_cases.issue_paper import IssuePaper
from svc_dossier.use_cases.open_form import OpenForm
from svc_dossier.use_cases.postpone_dossier import PostponeDossier
from svc_dossier.use_cases.rate_dossier import RateDossier
from svc_dossier.use_cases.receive_dossier import ReceiveDossier
from svc_dossier.use_cases.request_payment import RequestPayment
from svc_dossier.use_cases.request_supplement import RequestSupplement
from svc_dossier.use_cases.rules import Rules
from svc_dossier.use_cases.save_draft import SaveDraft
from svc_dossier.use_cases.submit_dossier import SubmitDossier
from svc_dossier.use_cases.supplement_dossier import SupplementDossier
from svc_dossier.use_cases.take_plain_step import TakePlainStep
from svc_dossier.use_cases.take_step import TakeStep
from svc_dossier.wiring.offices import office_routers
from svc_dossier.wiring.stores import Stores
from svc_dossier.wiring.upstream import make_apply_status, make_assign_code


@dataclass(frozen=True)
class Parts:
    """What the routers are made of; only this module sees all of it."""

    settings: Settings
    stores: Stores
    rules: Rules
    inspector: Inspector
    printer: Printer
    clock: Clock

    @cached_property
    def wording(self) -> Wording:
        return Wording.load()

    @cached_property
    def links(self) -> FileLinks:
        return FileLinks.parse(open_files.PATH, self.settings.field_keys.get_secret_value(), self.clock)

    @cached_property
    def notice_wording(self) -> NoticeWording:
        return NoticeWording.load()

    @cached_property
    def appointment_rules(self) -> AppointmentRules:
        return AppointmentRules.load(self.rules.agencies)

    def routers(self) -> Sequence[APIRouter]:
        stores, clock = self.stores, self.clock
        offices = office_routers(
            self.rules,
            stores.appointments,
            self.appointment_rules,
            stores.figures,
            RecordAccess(stores.access_log, clock),
            stores.seal,
            clock,
        )
        return once_read(self.rules, *self._dossiers(), *self._staff(), *offices)

    def _dossiers(self) -> list[APIRouter]:
        """What citizens use, and the steps that the counter takes for them."""
        stores, rules, wording, clock = self.stores, self.rules, self.wording, self.clock
        catalogue, calendars, communes = rules.catalogue, rules.calendars, rules.communes
        life = self.settings.file_life
        take_step = TakeStep(stores.dossiers, calendars, wording, clock)
        plain_step = TakePlainStep(take_step)
        gather = GatherPapers(stores.files, life)
        create = CreateDossier(stores.dossiers, stores.seal, calendars, clock)
        submit = SubmitDossier(create, gather, stores.drafts, catalogue, calendars, communes, wording)
        assign_code = make_assign_code(stores, rules)
        places = birth_registration_places()
        receive = ReceiveDossier(create, gather, assign_code, catalogue, calendars, communes, places)
        supplement = SupplementDossier(take_step, gather, catalogue)
        check_draft = CheckDraft(stores.files, life)
        begin_draft = BeginDraft(stores.drafts, check_draft, catalogue, calendars, wording, clock)
        save_draft = SaveDraft(stores.drafts, check_draft, clock)
        upload = UploadFile(stores.files, self.inspector, clock)
        return [
            file_routes(upload, stores.files, self.links, life, self.settings.max_file_bytes),
            dossier_routes(
                submit,
                supplement,
                plain_step,
                EnterNationalCode(take_step, stores.dossiers),
                RateDossier(stores.dossiers, clock),
                FindDossier(stores.dossiers),
                OpenForm(catalogue, stores.seal),
                stores.dossiers,
                stores.files,
                self.links,
                rules.offices,
                wording,
            ),
            draft_routes(
                begin_draft,
                save_draft,
                DiscardDraft(stores.drafts),
                stores.drafts,
                catalogue,
                calendars,
                rules.agencies,
                stores.files,
                self.links,
                clock,
            ),
            open_file_routes(self.links),
            progress_routes(FindByCode(stores.dossiers), wording),
            reception_routes(receive, supplement, plain_step, rules.agencies, wording),
        ]

    def _staff(self) -> list[APIRouter]:
        """What officers and other systems use."""
        stores, rules, wording, clock = self.stores, self.rules, self.wording, self.clock
        agencies, catalogue, calendars = rules.agencies, rules.catalogue, rules.calendars
        dossiers, files, reasons = stores.dossiers, stores.files, parse_reasons(read("reasons.yaml"), set(Action))
        take_step = TakeStep(dossiers, calendars, wording, clock)
        accept = AcceptDossier(take_step, make_assign_code(stores, rules))
        record_access, find_dossier = RecordAccess(stores.access_log, clock), FindDossier(dossiers)
        issue_paper = IssuePaper(files, self.printer, catalogue, wording, self.notice_wording, clock)
        keys = parse_keys(self.settings.upstream_keys.get_secret_value())
        apply_status = make_apply_status(stores, rules, clock)
        assign = AssignDossier(dossiers, stores.staff, wording, clock)
        return [
            staff_dossier_routes(
                find_dossier,
                OpenForm(catalogue, stores.seal),
                record_access,
                dossiers,
                files,
                self.links,
                self.rules.offices,
                calendars,
                agencies,
                catalogue,
                wording,
                clock,
            ),
            step_routes(
                accept,
                BulkAccept(accept),
                RequestSupplement(take_step, catalogue, calendars, reasons),
                RequestPayment(take_step, calendars, reasons),
                PostponeDossier(take_step, calendars),
                TakePlainStep(take_step),
                GiveResult(take_step, dossiers, files, self.settings.file_life),
                EndDossier(take_step, reasons),
                ConfirmNationalCode(dossiers, stores.upstream_statuses, CloseClaims(dossiers), wording, clock),
                reasons,
                agencies,
                wording,
                dossier_offers_of(wording, clock),
            ),
            assignment_routes(assign, stores.staff, agencies, wording),
            note_routes(AddNote(dossiers, clock)),
            notice_routes(issue_paper, find_dossier, files, self.links, self.notice_wording),
            staff_notice_routes(issue_paper, record_access, find_dossier, files, self.links, self.notice_wording),
            dossier_search_routes(
                record_access, FindByCode(dossiers), dossiers, stores.seal, calendars, agencies, wording, clock
            ),
            access_log_routes(stores.access_log),
            payment_routes(stores.payments, agencies),
            upstream_routes(apply_status, stores.upstream_statuses, keys, wording, clock),
        ]


def make_app(parts: Parts, verifier: TokenVerifier) -> FastAPI:
    visits = parts.appointment_rules.wording
    offers = {**dossier_offers_of(parts.wording, parts.clock), **visit_offers_of(visits, parts.clock)}
    app = create_app(title="Hồ sơ", routers=parts.routers(), offers=offers)
    add_problem_handlers(app)
    app.state.verifier = verifier
    return app
