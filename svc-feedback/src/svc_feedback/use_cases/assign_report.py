"""A coordinator assigns a report: to the agency that the routing rules name, or to another one."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.suggest_agency import SuggestAgency
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep


@dataclass(frozen=True)
class AssignReport:
    take_step: TakeReportStep
    suggest: SuggestAgency
    rules: Rules

    async def __call__(
        self, request: ReportStepCommand, agency_id: str | None, note: str | None
    ) -> Outcome[ReportStepTaken]:
        """Assign the report to ``agency_id``, or by the rules where there is none. Raises ``Invalid`` and the errors of
        ``TakeReportStep``.
        """
        if agency_id is not None and agency_id not in self.rules.agencies:
            raise Invalid([FieldError("agency_id", "Không có cơ quan mang mã này.")])

        async def prepare(report: Report, _at: datetime) -> StepData:
            chosen = agency_id or await self.suggest(report)
            if chosen is None:
                message = "Chưa xác định được đơn vị: phản ánh chưa có xã, phường. Vui lòng chọn đơn vị."
                raise Invalid([FieldError("agency_id", message)])
            return StepData(text=note, agency_id=chosen)

        return await self.take_step(Action.ASSIGN, request, prepare)
