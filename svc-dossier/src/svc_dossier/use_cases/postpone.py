"""The office will be late and says so in time: an apology and a new due date (form 04), at most once a dossier.

At the latest one day before the due date (Nghị định 61/2018/NĐ-CP, Điều 19.9): who is late already stays late.
"""

from datetime import date, datetime, timedelta

from shared.errors import Conflict, FieldError, Invalid, ServiceError
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.working_days import OutsideCalendar
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import Prepare

LONGEST = timedelta(days=180)


def postponement(desk: Desk, due_on: date, reason: str) -> Prepare:
    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        assert dossier.due_at is not None, "the table asks for it"
        promised = desk.calendar.day_of(dossier.due_at)
        if desk.today(at) >= promised:
            raise _too_late(promised)
        _check(desk, due_on, promised)
        return StepData(text=reason, postponed_to=desk.calendar.closing(due_on))

    return prepare


def _check(desk: Desk, due_on: date, promised: date) -> None:
    try:
        wrong = {
            "Ngày hẹn mới phải sau ngày hẹn trả đã ghi.": due_on <= promised,
            f"Ngày hẹn mới không được quá {LONGEST.days} ngày sau ngày hẹn trả đã ghi.": due_on > promised + LONGEST,
            "Ngày hẹn mới phải là ngày làm việc.": not desk.calendar.is_working(due_on),
        }
    except OutsideCalendar:
        wrong = {"Ngày hẹn mới nằm ngoài lịch làm việc đã công bố.": True}
    if errors := [FieldError("due_on", message) for message, broken in wrong.items() if broken]:
        raise Invalid(errors[:1])


def _too_late(promised: date) -> ServiceError:
    detail = f"Văn bản xin lỗi phải gửi chậm nhất một ngày trước ngày hẹn trả ({promised:%d/%m/%Y})."
    return Conflict("postponement-too-late", "Không còn gia hạn được", detail)
