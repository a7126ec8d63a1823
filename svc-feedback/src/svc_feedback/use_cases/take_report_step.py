"""One step of a report, whoever takes it: load, look it up in the table, save against the version that was read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.reference.followed_calendar import FollowedCalendar
from shared.refusals import about, explained
from shared.state_table import IllegalStep
from svc_feedback.domain.parties import Act, Party
from svc_feedback.domain.rating import Satisfaction
from svc_feedback.domain.report import Report, StepData, TimelineEntry
from svc_feedback.domain.report_states import TABLE, Action
from svc_feedback.domain.transition import Actor
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.refusals import (
    REFUSALS,
    REPORT_NOT_FOUND,
    file_in_use,
    illegal_report_step,
    not_seen,
    report_changed,
)
from svc_feedback.use_cases.rules import Rules

_steps = counter("feedback_report_steps_total", "Steps taken by reports after they were sent", action=Action)


@dataclass(frozen=True)
class ReportStepCommand:
    """Who wants a step of which report. ``actors`` says in what roles they act on one; ``seen`` is the version they
    were looking at, ``None`` when they did not say.
    """

    report_id: str
    by: Party
    scope: Scope
    actors: Callable[[Report], frozenset[Actor]]
    command: Command
    seen: int | None


@dataclass(frozen=True)
class ReportStepTaken:
    """``entry`` holds the facts right after the step, whatever has happened to the ``report`` since."""

    report: Report
    entry: TimelineEntry


Prepare = Callable[[Report, datetime], Awaitable[StepData]]
"""Gathers the data that a step carries, once the step is known to be allowed: about the report, or, where that was
merged, about the one that it follows, whose result is all that is left to it."""


@dataclass(frozen=True)
class TakeReportStep:
    reports: Reports
    calendars: FollowedCalendar
    events: FeedbackEvents
    rules: Rules
    clock: Clock

    async def __call__(
        self, action: Action, request: ReportStepCommand, prepare: Prepare, level: Satisfaction | None = None
    ) -> Outcome[ReportStepTaken]:
        """Raises ``NotFound``, ``OutdatedVersion``, ``Conflict``, ``Forbidden``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[ReportStepTaken]:
            report = await self.reports.load(request.report_id, request.scope)
            # What was sent back has left the view of who sent it back, and they may still repeat the request.
            found = report or await self.reports.load(request.report_id, Scope.everything())
            if found and (entry := request.command.find_in(found.timeline)):
                return Outcome(ReportStepTaken(found, entry), replayed=True)
            if report is None:
                raise not_seen(self.rules, found, request.seen, request.scope.agencies, request.by, REPORT_NOT_FOUND)
            with about(report), explained(REFUSALS):
                if request.seen is not None and report.changed_since(request.seen, request.by):
                    raise report_changed(self.rules, report, request.seen, request.by)
                return Outcome(await self._take(report, action, request, prepare, level))

        return await retry_on_conflict(attempt)

    async def _take(
        self, report: Report, action: Action, request: ReportStepCommand, prepare: Prepare, level: Satisfaction | None
    ) -> ReportStepTaken:
        now = self.clock.now()
        main = await self.reports.main_of(report)
        rates_main = self.rules.rates_main(report, main, now)
        context = report.context_at(now, request.by.id, level, rates_main=rates_main)
        with explained({IllegalStep: partial(illegal_report_step, self.rules, action, context)}):
            transition = TABLE.step(context, action, request.actors(report))
        data = await prepare(main or report, now)
        act = Act(request.by, now, request.command.id, request.command.fingerprint)
        after = report.take(transition, act, data, self.rules.times, self.calendars.current)
        entry = after.timeline[-1]
        if report.stays_as_it_is(action, data):
            return ReportStepTaken(report, replace(entry, version=report.version))
        try:
            await self.reports.save(report, after, data, self.events.step(after, transition.event), request.scope)
        except DuplicateValue:
            raise file_in_use("file_ids") from None
        _steps.labels(action).inc()
        return ReportStepTaken(after, entry)
