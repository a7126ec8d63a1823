"""What the domain refuses, as problems that a citizen or an officer can act on."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from shared.problem import Problem, conflict, unavailable
from shared.web import problem_response
from svc_dossier.catalogue.catalogue import UnknownVersion
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import MAX_FILES, MAX_TIMELINE, TimelineFull, TooManyFiles
from svc_dossier.domain.dossier_code import NumbersExhausted
from svc_dossier.domain.transitions import IllegalStep, NotTheirs
from svc_dossier.domain.working_days import OutsideCalendar


def add_problem_handlers(app: FastAPI, wording: Wording) -> None:
    async def on_illegal_step(_request: Request, error: Exception) -> Response:
        assert isinstance(error, IllegalStep)
        return problem_response(illegal_step(wording, error))

    async def on_refusal(_request: Request, error: Exception) -> Response:
        return problem_response(_REFUSALS[type(error)])

    app.add_exception_handler(IllegalStep, on_illegal_step)
    for refusal in _REFUSALS:
        app.add_exception_handler(refusal, on_refusal)


def illegal_step(wording: Wording, error: IllegalStep) -> Problem:
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
    return conflict("illegal-step", title, detail, state=now, allowed=offers)


_REFUSALS: dict[type[Exception], Problem] = {
    TimelineFull: conflict(
        "timeline-full",
        "Hồ sơ có quá nhiều lượt xử lý",
        f"Hồ sơ đã có {MAX_TIMELINE} lượt xử lý. Chỉ còn có thể rút, từ chối, dừng hoặc trả kết quả.",
    ),
    TooManyFiles: conflict(
        "too-many-files", "Hồ sơ có quá nhiều tệp", f"Một hồ sơ có tối đa {MAX_FILES} tệp kể cả các lần bổ sung."
    ),
    NumbersExhausted: conflict(
        "code-numbers-exhausted",
        "Hết số hồ sơ trong ngày",
        "Cơ quan đã cấp hết số của mã hồ sơ trong hôm nay. Vui lòng tiếp nhận vào ngày làm việc tiếp theo.",
    ),
    OutsideCalendar: unavailable(retry_after=3600),
    UnknownVersion: unavailable(retry_after=5),
}
