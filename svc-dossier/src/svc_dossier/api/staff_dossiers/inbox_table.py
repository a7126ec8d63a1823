"""An inbox as a table for a spreadsheet, with what its rows show on the screen."""

from collections.abc import Iterable
from datetime import datetime

from shared.clock import VIETNAM
from shared.csv_table import csv_table
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.deadlines import overdue, time_left, transferred_by
from svc_dossier.domain.office_calendar import OfficeCalendar
from svc_dossier.store.dossiers import DossierSummary

HEADING = (
    "Mã hồ sơ",
    "Mã nộp",
    "Thủ tục",
    "Mã thủ tục",
    "Đơn vị",
    "Trạng thái",
    "Người nộp",
    "Số định danh",
    "Điện thoại",
    "Nộp lúc",
    "Tiếp nhận lúc",
    "Chậm nhất phải chuyển",
    "Hẹn trả",
    "Hạn bổ sung",
    "Thời gian còn lại",
    "Quá hạn",
    "Cán bộ được giao",
    "Cập nhật lúc",
)


def inbox_table(
    wording: Wording, calendar: OfficeCalendar, summaries: Iterable[DossierSummary], now: datetime
) -> bytes:
    return csv_table(HEADING, [_cells(wording, calendar, summary, now) for summary in summaries])


def _cells(wording: Wording, calendar: OfficeCalendar, of: DossierSummary, now: datetime) -> list[object]:
    left = time_left(of.state, of.due_at, now, calendar)
    return [
        of.code or "",
        of.submission_reference,
        of.procedure_name,
        of.procedure_code,
        of.agency_name,
        wording.state_label(of.outlook),
        of.applicant.name,
        of.applicant.personal_number,
        of.applicant.phone,
        "" if of.outlook.context.handed_off else _moment(of.submitted_at),
        _moment(of.accepted_at),
        _moment(transferred_by(of.state, of.accepted_at, calendar)),
        _moment(of.due_at),
        _moment(of.answer_by),
        "" if left is None else wording.time_left.said(left, calendar.day_length),
        "x" if overdue(of.state, of.due_at, now) else "",
        of.assignee_name or of.assignee or "",
        _moment(of.changed_at),
    ]


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if moment else ""
