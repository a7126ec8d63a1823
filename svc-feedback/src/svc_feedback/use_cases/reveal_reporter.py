"""An officer looks at who sent a report: written down first, whoever it is and whatever they may see."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.access_log import RecordAccess
from shared.errors import Forbidden, NotFound
from svc_feedback.domain.report import Report
from svc_feedback.store.reports import Reports
from svc_feedback.store.sealed import Contact, Seal
from svc_feedback.use_cases.refusals import REPORT_NOT_FOUND
from svc_feedback.use_cases.take_report_step import ReportStepCommand

IDENTITY = "report_identity"
HIDDEN_IDENTITY = "hidden_report_identity"


@dataclass(frozen=True)
class RevealReporter:
    reports: Reports
    seal: Seal
    record_access: RecordAccess

    async def __call__(self, request: ReportStepCommand, may_look: Callable[[Report], bool]) -> Contact:
        """``may_look``: whether who asks may see who sent the report. Raises ``NotFound`` or ``Forbidden``."""
        report = await self.reports.load(request.report_id, request.scope)
        if report is None:
            raise NotFound(REPORT_NOT_FOUND)
        if not may_look(report):
            raise Forbidden("Người gửi đề nghị giấu danh tính với đơn vị xử lý.")
        what = HIDDEN_IDENTITY if report.hidden_from_agency or report.anonymous else IDENTITY
        await self.record_access(request.by, what, [report.id], masked=False)
        sealed = await self.reports.contact(report.id, request.scope)
        if sealed is None:
            raise NotFound("Phản ánh này không có thông tin người gửi.")
        return self.seal.open_contact(sealed, report.id)
