"""The agency asks for more time, once, with a reason, before it is late."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.reference.followed_calendar import FollowedCalendar
from svc_feedback.domain.clocks import check_extension
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep
from svc_feedback.use_cases.take_written_step import Written, written_text


@dataclass(frozen=True)
class ExtendReport:
    take_step: TakeReportStep
    calendars: FollowedCalendar
    rules: Rules

    async def __call__(
        self, request: ReportStepCommand, resolved_by: datetime, written: Written
    ) -> Outcome[ReportStepTaken]:
        """Raises ``Invalid`` and the errors of ``TakeReportStep``."""
        text = written_text(self.rules, Action.EXTEND.value, written.text, written.reason_code)

        async def prepare(report: Report, at: datetime) -> StepData:
            times = self.rules.times[report.handling_class]
            check_extension(report.clocks, resolved_by, at, times, self.calendars.current)
            return StepData(text=text, reason_code=written.reason_code, resolved_by=resolved_by)

        return await self.take_step(Action.EXTEND, request, prepare)
