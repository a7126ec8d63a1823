"""An approver shows a report to everybody, changes what is shown, or takes it off the public list."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Forbidden, NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_feedback.domain.publication import PublicText
from svc_feedback.domain.report import Report
from svc_feedback.domain.transition import Actor
from svc_feedback.store.reports import Reports
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.refusals import REFUSALS, REPORT_NOT_FOUND, decided_since, report_changed
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepCommand


@dataclass(frozen=True)
class PublishReport:
    reports: Reports
    events: FeedbackEvents
    rules: Rules
    clock: Clock

    async def __call__(self, request: ReportStepCommand, shown: PublicText | None) -> Report:
        """``None`` takes it off. Doing it again changes nothing. Raises ``NotFound``, ``OutdatedVersion``,
        ``Forbidden``, ``Conflict`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Report:
            report = await self.reports.load(request.report_id, request.scope)
            if report is None:
                raise NotFound(REPORT_NOT_FOUND)
            with about(report), explained(REFUSALS):
                after = self._decided(report, request, shown)
            if after is not report:
                event = self.events.publication(after, self.clock.now())
                await self.reports.save_publication(report, after, event, request.scope)
            return after

        return await retry_on_conflict(attempt)

    def _decided(self, report: Report, request: ReportStepCommand, shown: PublicText | None) -> Report:
        if Actor.APPROVER not in request.actors(report):
            raise Forbidden("Chỉ người duyệt mới quyết định công khai.")
        if report.shows(shown):
            return report
        if request.seen is not None and decided_since(report, request.seen, request.by):
            raise report_changed(self.rules, report, request.seen, request.by)
        now = self.clock.now()
        if shown is None:
            return report.taken_off(request.by, now)
        return report.published(shown, self.rules.category(report.category), request.by, now)
