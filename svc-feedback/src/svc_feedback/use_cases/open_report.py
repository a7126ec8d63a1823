"""An officer opens a report: one of theirs, or one that was merged into one of theirs."""

from dataclasses import dataclass

from shared.errors import NotFound
from svc_feedback.domain.report import Report
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.refusals import REPORT_NOT_FOUND
from svc_feedback.use_cases.suggest_agency import SuggestAgency


@dataclass(frozen=True)
class OpenedReport:
    """``main`` is what the ``report`` was merged into, as far as it is theirs. ``suggested``: the agency that has it,
    or would have it by the rules. ``has_contact``: who sent it left a name or a phone.
    """

    report: Report
    main: Report | None
    suggested: str | None
    has_contact: bool


@dataclass(frozen=True)
class OpenReport:
    reports: Reports
    suggest: SuggestAgency

    async def __call__(self, report_id: str, scope: Scope) -> OpenedReport:
        """Raises ``NotFound``."""
        theirs = await self.reports.load(report_id, scope)
        report = theirs or await self.reports.load(report_id, Scope.everything())
        followed = await self.reports.main_of(report) if report else None
        main = await self.reports.load(followed.id, scope) if followed else None
        if report is None or (theirs is None and main is None):
            raise NotFound(REPORT_NOT_FOUND)
        suggested = report.agency_id or await self.suggest(report)
        return OpenedReport(report, main, suggested, await self.reports.has_contact(report.id))
