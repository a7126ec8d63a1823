"""Counts those who follow a report, tells them of its result, or that there will be none, and lets those who followed a
merged one follow the other, by the moment that they were promised.

What is to be done stands in the report and in the document of who came or went, and what was done in each supporter's
own, so that a crash in between tells nobody twice and forgets nobody. Nobody else writes the number into a report.
"""

from dataclasses import dataclass, replace
from functools import partial

from shared.clock import Clock
from shared.optimistic import retry_on_conflict
from shared.reference.followed_calendar import FollowedCalendar
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import ANNOUNCED_TO_SUPPORTERS, Action, State
from svc_feedback.domain.support import Support
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.store.supports import Supports, support_id
from svc_feedback.use_cases.feedback_events import FeedbackEvents

BATCH = 100


@dataclass(frozen=True)
class TellSupporters:
    reports: Reports
    supports: Supports
    calendars: FollowedCalendar
    events: FeedbackEvents
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        changed = await self.supports.uncounted(BATCH)
        for report_id in {support.report_id for support in changed}:
            counted = [support.id for support in changed if support.report_id == report_id]
            await self.reports.set_supporters(report_id, await self.supports.count(report_id), counted)
            await self.reports.supporters_came(report_id)
        for support in changed:
            await self.supports.counted(support)
        due = await self.reports.with_supporters_due(BATCH)
        done = [
            report for report in due if await (self._follow if report.state is State.MERGED else self._tell)(report)
        ]
        for report in done:
            await self.reports.supporters_notified(report)
        return bool(changed or done)

    async def _tell(self, report: Report) -> bool:
        """Whether all know. Of one that was reopened meanwhile there is nothing to tell yet."""
        if report.state not in {State.CLOSED, *ANNOUNCED_TO_SUPPORTERS}:
            return True
        ends = (each for each in reversed(report.timeline) if each.state in ANNOUNCED_TO_SUPPORTERS)
        # A rating leaves a report resolved, and its supporters know that already.
        step = next(each for each in ends if each.action is not Action.RATE)
        now = self.clock.now()
        while waiting := await self.supports.to_tell(report.id, step.version, BATCH):
            any_notified = False
            for each in waiting:
                event = self.events.joined_ended(each, report, now, resolved=step.state is State.RESOLVED)
                any_notified = await self.supports.tell(each, step.version, event) or any_notified
            if not any_notified:
                return False  # every outbox is full: what is due stays due
        return True

    async def _follow(self, report: Report) -> bool:
        assert report.merged_into is not None, "what is merged is merged into something"
        main, after = report.merged_into, ""
        await retry_on_conflict(partial(self._keep_promise, report, main))
        author = await self.reports.author(main)
        if report.citizen_id not in (None, author):
            # The event of the merge has told them already.
            await self.supports.bring(self._own(report, main, report.citizen_id), report.id)
        while followers := await self.supports.of(report.id, after, BATCH):
            for follower in followers:
                if follower.citizen_id != author:
                    moved = replace(follower, id=support_id(main, follower.citizen_id), report_id=main)
                    await self.supports.bring(replace(moved, version=1, notified_version=0), report.id)
                await self.supports.move(follower)
            after = followers[-1].id
        await self.reports.lead_on(report, main)
        return True

    async def _keep_promise(self, report: Report, main_id: str, _number: int) -> None:
        main = await self.reports.load(main_id, Scope.everything())
        assert main is not None, "a report is never deleted"
        after = main.promised_with(report, self.calendars.current)
        if after is not main:
            await self.reports.save_promise(main, after)

    def _own(self, report: Report, main: str, citizen_id: str) -> Support:
        return Support(
            id=support_id(main, citizen_id),
            version=1,
            report_id=main,
            citizen_id=citizen_id,
            category=report.category,
            commune=report.place.commune,
            at=report.arrived_at,
            own_report_id=report.id,
            own_code=report.code,
        )
