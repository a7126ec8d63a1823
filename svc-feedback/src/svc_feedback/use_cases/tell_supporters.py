"""Tells those who follow a report of its result, or that there will be none, and lets those who followed a merged one
follow the other.

What is to be done stands in the report, and what was done in each supporter's own document, so that a crash in between
tells nobody twice and forgets nobody.
"""

from dataclasses import dataclass, replace

from shared.clock import Clock
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import ANNOUNCED_TO_SUPPORTERS, Action, State
from svc_feedback.domain.support import Support
from svc_feedback.store.reports import Reports
from svc_feedback.store.supports import Supports, support_id
from svc_feedback.use_cases.count_supporters import CountSupporters
from svc_feedback.use_cases.feedback_events import FeedbackEvents

BATCH = 100


@dataclass(frozen=True)
class TellSupporters:
    reports: Reports
    supports: Supports
    count: CountSupporters
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
            await self.reports.supporters_notified(report)
        return len(due) == BATCH

    async def _tell(self, report: Report) -> None:
        ends = (each for each in reversed(report.timeline) if each.state in ANNOUNCED_TO_SUPPORTERS)
        # A rating leaves a report resolved, and its supporters know that already.
        step = next(each for each in ends if each.action is not Action.RATE)
        now = self.clock.now()
        while waiting := await self.supports.to_tell(report.id, step.version, BATCH):
            any_notified = False
            for each in waiting:
                event = self.events.joined_ended(each, now, resolved=step.state is State.RESOLVED)
                any_notified = await self.supports.tell(each, step.version, event) or any_notified
            if not any_notified:
                return  # every outbox is full: what is due stays due for those who come later

    async def _follow(self, report: Report) -> None:
        assert report.merged_into is not None, "what is merged is merged into something"
        main, after = report.merged_into, ""
        author = await self.reports.author(main)
        if report.citizen_id not in (None, author):
            # The event of the merge has told them already.
            own = self._support(report, main, report.citizen_id)
            await self.supports.add(replace(own, own_report_id=report.id, own_code=report.code), None)
        while followers := await self.supports.of(report.id, after, BATCH):
            for follower in followers:
                if follower.citizen_id != author:
                    moved = self._support(report, main, follower.citizen_id)
                    own_id, own_code = follower.own_report_id, follower.own_code
                    moved = replace(moved, own_report_id=own_id, own_code=own_code, at=follower.at)
                    await self.supports.add(moved, None)
                await self.supports.move(follower)
            after = followers[-1].id
        await self.count(main)
        await self.reports.supporters_came(main)

    def _support(self, report: Report, main: str, citizen_id: str) -> Support:
        return Support(
            id=support_id(main, citizen_id),
            version=1,
            report_id=main,
            citizen_id=citizen_id,
            category=report.category,
            commune=report.place.commune,
            at=self.clock.now(),
        )
