"""An approver shows a report to everybody, changes what is shown, or takes it off the public list."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, Forbidden, NotFound
from shared.optimistic import retry_on_conflict
from svc_feedback.domain.publication import Publication, PublicText, check_publication
from svc_feedback.domain.report import Report
from svc_feedback.domain.state_table import Actor
from svc_feedback.store.reports import Reports
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.refusals import REPORT_NOT_FOUND, explained, report_moved_on
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportOrder


@dataclass(frozen=True)
class PublishReport:
    reports: Reports
    events: FeedbackEvents
    rules: Rules
    clock: Clock

    async def __call__(self, order: ReportOrder, shown: PublicText | None) -> Report:
        """``None`` takes it off. Doing it again changes nothing. Raises ``NotFound``, ``OutdatedVersion``,
        ``Forbidden``, ``Conflict`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Report:
            report = await self.reports.load(order.report_id, order.scope)
            if report is None:
                raise NotFound(REPORT_NOT_FOUND)
            if Actor.APPROVER not in order.actors(report):
                raise Forbidden("Chỉ người duyệt mới quyết định công khai.")
            if (report.publication and report.publication.shown) == shown:
                return report
            if order.seen is not None and report.version > order.seen:
                raise report_moved_on(self.rules, report, order.seen, order.by)
            after = report.published(self._publication(report, order, shown))
            await self.reports.save_publication(
                report, after, self.events.publication(after, self.clock.now()), order.scope
            )
            return after

        with explained():
            return await retry_on_conflict(attempt)

    def _publication(self, report: Report, order: ReportOrder, shown: PublicText | None) -> Publication | None:
        if shown is None:
            return None
        if shown.result is not None and (report.result is None or report.result.approved_at is None):
            raise Conflict("not-publishable", "Chưa công khai được", "Kết quả xử lý chưa được duyệt.")
        check_publication(
            shown,
            self.rules.category(report.category),
            report.state,
            may_publish=report.may_publish,
            with_approval=False,
            files=[file.id for file in report.all_attachments()],
        )
        return Publication(shown, order.by.id, self.clock.now())
