"""What the domain refuses, as problems that a citizen or an officer can act on."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from shared.clock import rfc3339
from shared.errors import Conflict, OutdatedVersion, ServiceError, Unavailable
from shared.problem import Problem
from shared.web import problem_response
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.catalogue.catalogue import UnknownVersion
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.appointment import IllegalMove
from svc_dossier.domain.dossier import MAX_FILES, MAX_TIMELINE, TimelineFull, TooManyFiles
from svc_dossier.domain.dossier_code import NumbersExhausted
from svc_dossier.domain.transitions import IllegalStep, NotTheirs
from svc_dossier.domain.working_days import OutsideCalendar
from svc_dossier.use_cases.take_step import MovedOn


def add_problem_handlers(app: FastAPI, wording: Wording, visits: AppointmentRules) -> None:
    async def on_illegal_move(_request: Request, error: Exception) -> Response:
        assert isinstance(error, IllegalMove)
        return problem_response(illegal_move(visits, error))

    async def on_refusal(_request: Request, error: Exception) -> Response:
        return problem_response(as_problem(wording, error))

    app.add_exception_handler(IllegalMove, on_illegal_move)
    for refusal in (IllegalStep, MovedOn, *_REFUSALS):
        app.add_exception_handler(refusal, on_refusal)


def as_problem(wording: Wording, error: Exception) -> ServiceError:
    """What a step was refused for, as its answer."""
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, IllegalStep):
        return illegal_step(wording, error)
    return moved_on(wording, error) if isinstance(error, MovedOn) else _REFUSALS[type(error)]


def moved_on(wording: Wording, error: MovedOn) -> ServiceError:
    """412 with the difference: what others did since the version that the caller had seen."""
    for_staff = error.who.kind == "staff"
    changes: list[dict[str, Any]] = [
        {
            "version": entry.version,
            "at": rfc3339(entry.at),
            "action": entry.action.value,
            "label": wording.actions[entry.action],
            "state": int(entry.state),
            "state_label": wording.labels[entry.state],
            "by": entry.by.kind,
            "text": entry.text,
            **({"by_id": entry.by.id} if for_staff else {}),
        }
        for entry in error.dossier.timeline
    ]
    if for_staff:
        changes += [
            {
                "version": assignment.version,
                "at": rfc3339(assignment.at),
                "action": "assign",
                "label": wording.assigned if assignment.officer_id else wording.unassigned,
                "assignee": assignment.officer_id,
                "by": "staff",
                "by_id": assignment.by,
                "text": assignment.note,
            }
            for assignment in error.dossier.assignments
        ]
    new = sorted((change for change in changes if change["version"] > error.seen), key=lambda change: change["version"])
    return OutdatedVersion(current_version=error.dossier.version, changes=new)


def illegal_step(wording: Wording, error: IllegalStep) -> ServiceError:
    """409 when nobody may do that now, 403 when others may; either way with what the caller may do instead."""
    offers = wording.offer(error.allowed)
    may = "; ".join(offer["label"] for offer in offers)
    state = f"Hồ sơ đang ở trạng thái “{wording.labels[error.state]}”."
    detail = f"{state} " + (f"Bạn có thể: {may}." if may else "Hiện bạn không có thao tác nào với hồ sơ này.")
    now = int(error.state)
    if isinstance(error, NotTheirs):
        title = "Không có quyền thực hiện thao tác này"
        return Problem(403, "not-your-step", title, detail, state=now, allowed=offers)
    title = "Thao tác không phù hợp với trạng thái hồ sơ"
    return Conflict("illegal-step", title, detail, state=now, allowed=offers)


def illegal_move(visits: AppointmentRules, error: IllegalMove) -> ServiceError:
    detail = f"Lịch hẹn đang ở trạng thái “{visits.labels[error.state]}”, không thực hiện được thao tác này."
    title = "Thao tác không phù hợp với trạng thái lịch hẹn"
    return Conflict("illegal-step", title, detail, state=error.state, allowed=error.allowed)


_REFUSALS: dict[type[Exception], ServiceError] = {
    TimelineFull: Conflict(
        "timeline-full",
        "Hồ sơ có quá nhiều lượt xử lý",
        f"Hồ sơ đã có {MAX_TIMELINE} lượt xử lý. Chỉ còn có thể rút, từ chối, dừng hoặc trả kết quả.",
    ),
    TooManyFiles: Conflict(
        "too-many-files", "Hồ sơ có quá nhiều tệp", f"Một hồ sơ có tối đa {MAX_FILES} tệp kể cả các lần bổ sung."
    ),
    NumbersExhausted: Conflict(
        "code-numbers-exhausted",
        "Hết số hồ sơ trong ngày",
        "Cơ quan đã cấp hết số của mã hồ sơ trong hôm nay. Vui lòng tiếp nhận vào ngày làm việc tiếp theo.",
    ),
    OutsideCalendar: Unavailable(retry_after=3600),
    UnknownVersion: Unavailable(retry_after=5),
}
