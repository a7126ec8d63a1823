"""An officer looks at who sent a report: written down first, whoever it is and whatever they may see."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.access_log import RecordAccess
from shared.errors import Forbidden, NotFound
from svc_feedback.domain.parties import Party
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.store.sealed import Contact, Seal
from svc_feedback.use_cases.open_report import OpenedReport, OpenReport

IDENTITY = "report_identity"
HIDDEN_IDENTITY = "hidden_report_identity"


@dataclass(frozen=True)
class RevealReporter:
    open_report: OpenReport
    reports: Reports
    seal: Seal
    record_access: RecordAccess

    async def __call__(
        self, report_id: str, by: Party, scope: Scope, may_look: Callable[[OpenedReport], bool]
    ) -> Contact:
        """``may_look``: whether who asks may see who sent the report. Raises ``NotFound`` or ``Forbidden``."""
        opened = await self.open_report(report_id, scope)
        report = opened.report
        if not may_look(opened):
            raise Forbidden("Người gửi đề nghị giấu danh tính với đơn vị xử lý.")
        what = HIDDEN_IDENTITY if report.hidden_from_agency or report.anonymous else IDENTITY
        await self.record_access(by, what, [report.id], masked=False)
        sealed = await self.reports.contact(report.id)
        if sealed is None:
            raise NotFound("Phản ánh này không có thông tin người gửi.")
        return self.seal.open_contact(sealed, report.id)
