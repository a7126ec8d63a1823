"""“Me too”: a citizen joins a report of somebody else instead of sending it again."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import explained
from svc_feedback.domain.support import Support, check_supportable
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.store.supports import Supports, support_id
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.refusals import REFUSALS, REPORT_NOT_FOUND
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class SupportReport:
    reports: Reports
    supports: Supports
    events: FeedbackEvents
    rules: Rules
    clock: Clock

    async def __call__(self, citizen_id: str, report_id: str) -> int:
        """How many have joined it. Joining again changes nothing. Raises ``NotFound`` or ``Conflict``."""

        async def attempt(_number: int) -> int:
            return await self._join(citizen_id, report_id)

        return await retry_on_conflict(attempt)

    async def _join(self, citizen_id: str, report_id: str) -> int:
        report = await self.reports.load(report_id, Scope.everything())
        if report is None:
            raise NotFound(REPORT_NOT_FOUND)
        category, now = self.rules.category(report.category), self.clock.now()
        if not await self.supports.has(report_id, citizen_id):
            with explained(REFUSALS):
                check_supportable(report.state, category, report.citizen_id, citizen_id)
            support = Support(
                id=support_id(report_id, citizen_id),
                version=1,
                report_id=report_id,
                citizen_id=citizen_id,
                category=report.category,
                commune=report.place.commune,
                at=now,
            )
            # First: who withdraws it in this moment is refused, or we are.
            await self.reports.rely_on(report, support.id)
            await self.supports.join(support, self.events.joined(support, now))
        return await self.supports.count(report_id)
