"""The office will be late and says so in time: an apology and a new due date (form 04), at most once a dossier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.command import Outcome
from shared.errors import Conflict, FieldError, Invalid, ServiceError
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.postponement import (
    LONGEST_POSTPONEMENT,
    PostponementRefusal,
    PostponementRefused,
    postponed_to,
)
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.take_step import StepCommand, StepTaken, TakeStep

_WRONG_DAY: Mapping[PostponementRefusal, str] = {
    PostponementRefusal.NOT_LATER: "Ngày hẹn mới phải sau ngày hẹn trả đã ghi.",
    PostponementRefusal.TOO_FAR: (
        f"Ngày hẹn mới không được quá {LONGEST_POSTPONEMENT.days} ngày sau ngày hẹn trả đã ghi."
    ),
    PostponementRefusal.NOT_WORKING_DAY: "Ngày hẹn mới phải là ngày làm việc.",
    PostponementRefusal.OUTSIDE_CALENDAR: "Ngày hẹn mới nằm ngoài lịch làm việc đã công bố.",
}


@dataclass(frozen=True)
class PostponeDossier:
    take_step: TakeStep
    calendars: Calendars

    async def __call__(self, order: StepCommand, due_on: date, reason: str) -> Outcome[StepTaken]:
        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            assert dossier.due_at is not None, "the table asks for it"
            try:
                new_due_at = postponed_to(dossier.due_at, due_on, at, self.calendars.current)
            except PostponementRefused as refused:
                raise _error(refused) from None
            return StepData(text=reason, postponed_to=new_due_at)

        return await self.take_step(Action.POSTPONE, order, prepare)


def _error(refused: PostponementRefused) -> ServiceError:
    if refused.reason is PostponementRefusal.TOO_LATE:
        detail = f"Văn bản xin lỗi phải gửi chậm nhất một ngày trước ngày hẹn trả ({refused.due_on:%d/%m/%Y})."
        return Conflict("postponement-too-late", "Không còn gia hạn được", detail)
    return Invalid([FieldError("due_on", _WRONG_DAY[refused.reason])])
