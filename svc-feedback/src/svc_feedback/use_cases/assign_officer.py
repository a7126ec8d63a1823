"""An officer of the agency takes a report, gives it to a colleague, or leaves it to all of them again."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.find_colleague import FindColleague
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep


@dataclass(frozen=True)
class AssignOfficer:
    take_step: TakeReportStep
    find_colleague: FindColleague

    async def __call__(
        self, request: ReportStepCommand, officer_id: str | None, note: str | None
    ) -> Outcome[ReportStepTaken]:
        """``None``: to nobody. Raises ``Invalid`` and the errors of ``TakeReportStep``."""

        async def prepare(report: Report, _at: datetime) -> StepData:
            assignee = await self.find_colleague(request.by, report.agency_id, officer_id)
            return StepData(text=note, assignee=assignee)

        return await self.take_step(Action.ASSIGN_OFFICER, request, prepare)
