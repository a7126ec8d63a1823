"""A citizen rates the result of the own report, which closes it; or may reopen it after a poor rating. Whose report was
merged rates the result of the other one.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.rating import REPORT_SCALE, Rating, Satisfaction
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep


@dataclass(frozen=True)
class RateReport:
    take_step: TakeReportStep

    async def __call__(
        self, request: ReportStepCommand, level: Satisfaction, comment: str | None
    ) -> Outcome[ReportStepTaken]:
        """Raises the errors of ``TakeReportStep``."""

        async def prepare(report: Report, at: datetime) -> StepData:
            command = request.command
            rating = Rating(
                scale=REPORT_SCALE,
                level=int(level),
                normalised=level.normalised,
                comment=comment,
                at=at,
                command_id=command.id,
                fingerprint=command.fingerprint,
                agency_id=report.agency_id,
            )
            return StepData(text=comment, rating=rating)

        return await self.take_step(Action.RATE, request, prepare, level)
