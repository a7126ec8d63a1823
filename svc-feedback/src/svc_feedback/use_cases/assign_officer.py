"""An officer of the agency takes a report, gives it to a colleague, or leaves it to all of them again."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from shared.reference.staff_directory import StaffDirectory
from svc_feedback.domain.parties import Assignee, Party
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep

HANDLING = ("feedback_handler",)
"""Who works on what an agency has."""


@dataclass(frozen=True)
class AssignOfficer:
    take_step: TakeReportStep
    staff: StaffDirectory

    async def __call__(
        self, request: ReportStepCommand, officer_id: str | None, note: str | None
    ) -> Outcome[ReportStepTaken]:
        """``None``: to nobody. Raises ``Invalid`` and the errors of ``TakeReportStep``."""

        async def prepare(report: Report, _at: datetime) -> StepData:
            assignee = await colleague(self.staff, request.by, report.agency_id, officer_id)
            return StepData(text=note, assignee=assignee)

        return await self.take_step(Action.ASSIGN_OFFICER, request, prepare)


async def colleague(staff: StaffDirectory, by: Party, agency_id: str | None, officer_id: str | None) -> Assignee | None:
    """Who of the agency gets it; ``None``: nobody. Raises ``Invalid``."""
    if officer_id is None:
        return None
    if officer_id == by.id:
        return Assignee(by.id, by.name)
    member = await staff.find(officer_id, agency_id or "", HANDLING)
    if member is None:
        message = "Không có cán bộ nào của đơn vị xử lý mang mã này."
        raise Invalid([FieldError("officer_id", message)])
    return Assignee(member.id, member.name)
