"""The application: every use case with the few things it needs, every router with its use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi import APIRouter, FastAPI

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.files.inspection.inspector import Inspector
from shared.files.links import FileLinks
from shared.identity import TokenVerifier
from shared.once_read import once_read
from shared.web import create_app
from svc_feedback.api.access_log.routes import access_log_routes
from svc_feedback.api.alerts.routes import alert_routes
from svc_feedback.api.catalogue.routes import catalogue_routes
from svc_feedback.api.categories.routes import category_routes
from svc_feedback.api.figures.routes import figure_routes
from svc_feedback.api.files.routes import file_routes
from svc_feedback.api.offers import offers_of
from svc_feedback.api.open311.routes import open311_routes
from svc_feedback.api.open_files import routes as open_files
from svc_feedback.api.open_files.routes import open_file_routes
from svc_feedback.api.public_questions.routes import public_question_routes
from svc_feedback.api.public_reports.routes import public_report_routes
from svc_feedback.api.questions.routes import question_routes
from svc_feedback.api.report_steps.routes import report_step_routes
from svc_feedback.api.reports.routes import report_routes
from svc_feedback.api.routing.routes import routing_routes
from svc_feedback.api.staff_questions.routes import staff_question_routes
from svc_feedback.api.staff_reports.routes import staff_report_routes
from svc_feedback.domain.open311_keys import parse_keys
from svc_feedback.settings import Settings
from svc_feedback.use_cases.approve_answer import ApproveAnswer
from svc_feedback.use_cases.approve_result import ApproveResult
from svc_feedback.use_cases.ask_question import AskQuestion
from svc_feedback.use_cases.assign_officer import AssignOfficer
from svc_feedback.use_cases.assign_question import AssignQuestion
from svc_feedback.use_cases.assign_report import AssignReport
from svc_feedback.use_cases.check_report import CheckReport
from svc_feedback.use_cases.classify_report import ClassifyReport
from svc_feedback.use_cases.confirm_answer import ConfirmAnswer
from svc_feedback.use_cases.edit_categories import EditCategories
from svc_feedback.use_cases.edit_routing import EditRouting
from svc_feedback.use_cases.extend_report import ExtendReport
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.find_colleague import FindColleague
from svc_feedback.use_cases.find_near_reports import FindNearReports
from svc_feedback.use_cases.flood_limits import FloodLimits
from svc_feedback.use_cases.gather_evidence import GatherEvidence
from svc_feedback.use_cases.handle_question import HandleQuestion
from svc_feedback.use_cases.leave_report import LeaveReport
from svc_feedback.use_cases.list_joined_reports import ListJoinedReports
from svc_feedback.use_cases.locate import Locate
from svc_feedback.use_cases.merge_report import MergeReport
from svc_feedback.use_cases.open_report import OpenReport
from svc_feedback.use_cases.publish_question import PublishQuestion
from svc_feedback.use_cases.publish_report import PublishReport
from svc_feedback.use_cases.rate_answer import RateAnswer
from svc_feedback.use_cases.rate_report import RateReport
from svc_feedback.use_cases.read_alerts import ReadAlerts
from svc_feedback.use_cases.read_figures import ReadFigures
from svc_feedback.use_cases.read_map import ReadMap
from svc_feedback.use_cases.report_outdated_answer import ReportOutdatedAnswer
from svc_feedback.use_cases.reveal_reporter import RevealReporter
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.send_for_system import SendForSystem
from svc_feedback.use_cases.send_report import SendReport
from svc_feedback.use_cases.suggest_agency import SuggestAgency
from svc_feedback.use_cases.suggest_answers import SuggestAnswers
from svc_feedback.use_cases.support_report import SupportReport
from svc_feedback.use_cases.take_question_step import TakeQuestionStep
from svc_feedback.use_cases.take_report_step import TakeReportStep
from svc_feedback.use_cases.take_written_step import TakeWrittenStep
from svc_feedback.use_cases.upload_evidence import UploadEvidence
from svc_feedback.wiring.stores import Stores


@dataclass(frozen=True)
class Parts:
    """What the routers are made of; only this module sees all of it."""

    settings: Settings
    stores: Stores
    rules: Rules
    inspector: Inspector
    clock: Clock

    @cached_property
    def events(self) -> FeedbackEvents:
        return FeedbackEvents(self.rules)

    @cached_property
    def links(self) -> FileLinks:
        return FileLinks.parse(open_files.PATH, self.settings.field_keys.get_secret_value(), self.clock)

    @cached_property
    def gather(self) -> GatherEvidence:
        stores = self.stores
        return GatherEvidence(stores.files, stores.evidence, stores.seal, self.clock, self.settings.file_life)

    @cached_property
    def record_access(self) -> RecordAccess:
        return RecordAccess(self.stores.access_log, self.clock)

    @cached_property
    def take_report_step(self) -> TakeReportStep:
        return TakeReportStep(self.stores.reports, self.stores.calendars, self.events, self.rules, self.clock)

    @cached_property
    def take_written_step(self) -> TakeWrittenStep:
        return TakeWrittenStep(self.take_report_step, self.gather, self.rules)

    @cached_property
    def send_report(self) -> SendReport:
        stores = self.stores
        return SendReport(
            stores.reports, self.limits, self.gather, stores.calendars, self.events, self.rules, stores.seal, self.clock
        )

    @cached_property
    def limits(self) -> FloodLimits:
        return FloodLimits(self.stores.sendings)

    @cached_property
    def read_figures(self) -> ReadFigures:
        return ReadFigures(self.stores.figures, self.rules, self.clock)

    def routers(self) -> Sequence[APIRouter]:
        stores, rules, clock, settings = self.stores, self.rules, self.clock, self.settings
        upload = UploadEvidence(stores.files, stores.evidence, stores.forgotten, self.inspector, stores.seal, clock)
        return once_read(
            rules.categories,
            file_routes(upload, stores.files, self.links, clock, settings.file_life, settings.max_file_bytes),
            open_file_routes(self.links),
            catalogue_routes(rules),
            category_routes(stores.categories, EditCategories(stores.categories, rules, clock), rules),
            figure_routes(self.read_figures, self.rules),
            access_log_routes(stores.access_log),
            alert_routes(stores.alerts, ReadAlerts(stores.alerts, clock), rules),
            routing_routes(stores.routing, EditRouting(stores.routing, rules, clock), rules),
            self._open311(),
            *self._reports(),
            *self._questions(),
        )

    def _open311(self) -> APIRouter:
        stores, settings = self.stores, self.settings
        return open311_routes(
            SendForSystem(self.send_report, stores.reports),
            Locate(self.rules.communes),
            stores.public_reports,
            stores.reports,
            parse_keys(settings.open311_keys.get_secret_value()),
            settings.public_url,
            self.rules,
            self.clock,
        )

    def _reports(self) -> list[APIRouter]:
        stores, rules, clock, take = self.stores, self.rules, self.clock, self.take_report_step
        reports, public = stores.reports, stores.public_reports
        suggest = SuggestAgency(stores.routing, rules)
        assign = AssignReport(take, suggest, rules)
        open_report = OpenReport(reports, suggest)
        return [
            report_routes(
                CheckReport(FindNearReports(reports, public, clock), rules),
                self.send_report,
                Locate(rules.communes),
                self.take_written_step,
                RateReport(take),
                SupportReport(reports, stores.supports, self.events, rules, clock),
                LeaveReport(stores.supports),
                ListJoinedReports(reports, public, stores.supports),
                reports,
                stores.files,
                self.links,
                rules,
                clock,
            ),
            public_report_routes(
                public,
                ReadMap(stores.map_cells, public),
                self.read_figures,
                stores.files,
                self.settings.public_url,
                rules,
                clock,
            ),
            staff_report_routes(
                reports,
                stores.staff,
                open_report,
                RevealReporter(open_report, reports, stores.seal, self.record_access),
                self.record_access,
                stores.files,
                self.links,
                rules,
                clock,
            ),
            report_step_routes(
                ClassifyReport(take, rules),
                assign,
                AssignOfficer(take, FindColleague(stores.staff)),
                ExtendReport(take, stores.calendars, rules),
                MergeReport(take, reports, rules),
                ApproveResult(take, rules),
                PublishReport(reports, self.events, rules, clock),
                self.take_written_step,
                open_report,
                reports,
                self.links,
                rules,
                clock,
            ),
        ]

    def _questions(self) -> list[APIRouter]:
        stores, rules, clock, events = self.stores, self.rules, self.clock, self.events
        questions, files = stores.questions, stores.files
        take = TakeQuestionStep(questions, stores.calendars, events, rules, clock)
        return [
            question_routes(
                AskQuestion(questions, self.limits, self.gather, stores.calendars, events, rules, clock),
                RateAnswer(take),
                questions,
                files,
                self.links,
                rules,
                clock,
            ),
            public_question_routes(
                questions, SuggestAnswers(questions), ReportOutdatedAnswer(questions, clock), files, rules
            ),
            staff_question_routes(
                questions,
                HandleQuestion(take, self.gather, rules),
                AssignQuestion(take, FindColleague(stores.staff)),
                ApproveAnswer(take),
                ConfirmAnswer(take, questions),
                PublishQuestion(questions, events, rules, clock),
                self.record_access,
                files,
                self.links,
                rules,
                clock,
            ),
        ]


def make_app(parts: Parts, verifier: TokenVerifier) -> FastAPI:
    offers = offers_of(parts.rules, parts.clock)
    app = create_app(title="Phản ánh và hỏi đáp", routers=parts.routers(), offers=offers)
    app.state.verifier = verifier
    return app
