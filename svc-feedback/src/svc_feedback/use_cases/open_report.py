"""An officer opens a report: one of theirs, or one that was merged into one of theirs."""

from dataclasses import dataclass

from shared.errors import NotFound
from svc_feedback.domain.report import Report
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.refusals import REPORT_NOT_FOUND


@dataclass(frozen=True)
class OpenedReport:
    """``main`` is what the ``report`` was merged into, as far as it is theirs."""

    report: Report
    main: Report | None


@dataclass(frozen=True)
class OpenReport:
    reports: Reports

    async def __call__(self, report_id: str, scope: Scope) -> OpenedReport:
        """Raises ``NotFound``."""
        theirs = await self.reports.load(report_id, scope)
        report = theirs or await self.reports.load(report_id, Scope.everything())
        followed = await self.reports.main_of(report) if report else None
        main = await self.reports.load(followed.id, scope) if followed else None
        if report is None or (theirs is None and main is None):
            raise NotFound(REPORT_NOT_FOUND)
        return OpenedReport(report, main)
