"""The reports of others that a citizen has joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from svc_feedback.domain.support import Support
from svc_feedback.store.public_reports import PublicReport, PublicReports
from svc_feedback.store.reports import Reports, ReportSummary
from svc_feedback.store.supports import Supports


@dataclass(frozen=True)
class JoinedReport:
    """``public`` where everybody may read it; else only how it goes."""

    support: Support
    summary: ReportSummary
    public: PublicReport | None


@dataclass(frozen=True)
class ListJoinedReports:
    reports: Reports
    public: PublicReports
    supports: Supports

    async def __call__(self, citizen_id: str, after: tuple[datetime, str] | None, limit: int) -> Sequence[JoinedReport]:
        """The last joined first, past ``after`` (at, id of the support)."""
        supports = await self.supports.joined(citizen_id, after, limit)
        ids = [support.report_id for support in supports]
        summaries, public = await self.reports.summaries(ids), await self.public.among(ids)
        return [JoinedReport(each, summaries[each.report_id], public.get(each.report_id)) for each in supports]
