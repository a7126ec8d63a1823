"""The office will be late and says so in time: an apology and a new due date (form 04), at most once a dossier."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from shared.command import Outcome
from shared.errors import Conflict, FieldError, Invalid, ServiceError
from shared.refusals import by_reason, explained
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.postponement import (
    LONGEST_POSTPONEMENT,
    PostponementRefusal,
    PostponementRefused,
    postponed_to,
)
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep


def _wrong_day(message: str) -> Callable[[PostponementRefused], ServiceError]:
    return lambda _: Invalid([FieldError("due_on", message)])


_ERRORS = by_reason(
    PostponementRefused,
    {
        PostponementRefusal.TOO_LATE: lambda refused: Conflict(
            "postponement-too-late",
            "Không còn gia hạn được",
            f"Văn bản xin lỗi phải gửi chậm nhất một ngày trước ngày hẹn trả ({refused.due_on:%d/%m/%Y}).",
        ),
        PostponementRefusal.NOT_LATER: _wrong_day("Ngày hẹn mới phải sau ngày hẹn trả đã ghi."),
        PostponementRefusal.TOO_FAR: _wrong_day(
            f"Ngày hẹn mới không được quá {LONGEST_POSTPONEMENT.days} ngày sau ngày hẹn trả đã ghi."
        ),
        PostponementRefusal.NOT_WORKING_DAY: _wrong_day("Ngày hẹn mới phải là ngày làm việc."),
        PostponementRefusal.OUTSIDE_CALENDAR: _wrong_day("Ngày hẹn mới nằm ngoài lịch làm việc đã công bố."),
    },
)


@dataclass(frozen=True)
class PostponeDossier:
    take_step: TakeStep
    calendars: Calendars

    async def __call__(self, request: DossierStepCommand, due_on: date, reason: str) -> Outcome[DossierStepTaken]:
        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            assert dossier.due_at is not None, "the table asks for it"
            with explained(_ERRORS):
                new_due_at = postponed_to(dossier.due_at, due_on, at, self.calendars.current)
            return StepData(text=reason, postponed_to=new_due_at)

        return await self.take_step(Action.POSTPONE, request, prepare)
