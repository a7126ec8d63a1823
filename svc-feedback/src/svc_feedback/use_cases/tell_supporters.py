"""Tells those who follow a report of its result, and lets those who followed a merged one follow the other.

What is to be done stands in the report, and what was done in each supporter's own document, so that a crash in between
tells nobody twice and forgets nobody.
"""

from dataclasses import dataclass

from shared.clock import Clock
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import Action, State
from svc_feedback.domain.support import Support
from svc_feedback.store.reports import Reports
from svc_feedback.store.supports import Supports, support_id
from svc_feedback.use_cases.feedback_events import FeedbackEvents

BATCH = 100


@dataclass(frozen=True)
class TellSupporters:
    reports: Reports
    supports: Supports
    events: FeedbackEvents
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        due = await self.reports.with_supporters_due(BATCH)
        for report in due:
            if report.state is State.MERGED:
                await self._follow(report)
            else:
                await self._tell(report)
            await self.reports.supporters_told(report)
        return len(due) == BATCH

    async def _tell(self, report: Report) -> None:
        approved = (each.version for each in reversed(report.timeline) if each.action is Action.APPROVE)
        resolved = next(approved, report.version)
        now = self.clock.now()
        while waiting := await self.supports.to_tell(report.id, resolved, BATCH):
            told = False
            for each in waiting:
                event = self.events.joined_resolved(each, now)
                told = await self.supports.tell(each, resolved, event) or told
            if not told:
                return  # every outbox is full: what is due stays due for those who come later

    async def _follow(self, report: Report) -> None:
        assert report.merged_into is not None, "what is merged is merged into something"
        main, after = report.merged_into, ""
        if report.citizen_id is not None:
            # The event of the merge has told them already.
            await self.supports.add(self._support(report, main, report.citizen_id, own=True), None)
        while followers := await self.supports.of(report.id, after, BATCH):
            for follower in followers:
                await self.supports.add(self._support(report, main, follower.citizen_id, own=False), None)
            after = followers[-1].id
        await self.reports.set_supporters(main, await self.supports.count(main))
        await self.reports.supporters_came(main)

    def _support(self, report: Report, main: str, citizen_id: str, *, own: bool) -> Support:
        return Support(
            id=support_id(main, citizen_id),
            version=1,
            report_id=main,
            citizen_id=citizen_id,
            category=report.category,
            commune=report.place.commune,
            at=self.clock.now(),
            own_report_id=report.id if own else None,
            own_code=report.code if own else None,
        )
