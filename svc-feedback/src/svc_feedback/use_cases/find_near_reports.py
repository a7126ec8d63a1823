"""What was reported already, near and of the same kind: offered before somebody sends it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from svc_feedback.domain.categories import Category
from svc_feedback.domain.duplicates import Near, near_duplicates
from svc_feedback.domain.place import Place
from svc_feedback.store.public_reports import PublicReport, PublicReports
from svc_feedback.store.reports import Reports, ReportSummary


@dataclass(frozen=True)
class NearReport:
    """``public`` where everybody may read it; else only that there is one, how far, and since when. ``own``: who asks
    has sent it.
    """

    near: Near
    summary: ReportSummary
    public: PublicReport | None
    own: bool


@dataclass(frozen=True)
class FindNearReports:
    reports: Reports
    public: PublicReports
    clock: Clock

    async def __call__(self, citizen_id: str, category: Category, place: Place) -> Sequence[NearReport]:
        if category.private:
            return []
        now = self.clock.now()
        found = near_duplicates(category.code, place, now, await self.reports.near(category.code, place, now))
        if not found:
            return []
        ids = [near.report_id for near in found]
        summaries, public = await self.reports.summaries(ids), await self.public.among(ids)
        own = await self.reports.own_among(ids, citizen_id)
        return [
            NearReport(near, summaries[near.report_id], public.get(near.report_id), near.report_id in own)
            for near in found
            if near.report_id in summaries
        ]
