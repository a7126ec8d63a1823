"""An officer of the agency takes a report, gives it to a colleague, or leaves it to all of them again."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from shared.reference.staff_directory import StaffDirectory
from svc_feedback.domain.parties import Assignee
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.take_report_step import ReportOrder, ReportStep, TakeReportStep

HANDLING = ("feedback_handler",)
"""Who works on what an agency has."""


@dataclass(frozen=True)
class AssignOfficer:
    take_step: TakeReportStep
    staff: StaffDirectory

    async def __call__(self, order: ReportOrder, officer_id: str | None, note: str | None) -> Outcome[ReportStep]:
        """``None``: to nobody. Raises ``Invalid`` and the errors of ``TakeReportStep``."""

        async def prepare(report: Report, _at: datetime) -> StepData:
            assignee = await self._assignee(order, report, officer_id) if officer_id else None
            return StepData(text=note, assignee=assignee)

        return await self.take_step(Action.ASSIGN_OFFICER, order, prepare)

    async def _assignee(self, order: ReportOrder, report: Report, officer_id: str) -> Assignee:
        if officer_id == order.by.id:
            return Assignee(order.by.id, order.by.name)
        member = await self.staff.find(officer_id, report.agency_id or "", HANDLING)
        if member is None:
            message = "Không có cán bộ nào của đơn vị xử lý mang mã này."
            raise Invalid([FieldError("officer_id", message)])
        return Assignee(member.id, member.name)
