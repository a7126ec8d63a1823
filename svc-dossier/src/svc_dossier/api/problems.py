"""What the domain refuses and no use case has explained: answered in words that a citizen or an officer can act on."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Conflict, ServiceError
from shared.reference.working_calendar import OutsideCalendar
from shared.refusals import error_of
from shared.web import problem_response
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.catalogue.catalogue import UnknownVersion
from svc_dossier.domain.appointment import IllegalMove
from svc_dossier.use_cases.domain_refusals import DOMAIN_ERRORS


def add_problem_handlers(app: FastAPI, visits: AppointmentRules) -> None:
    async def on_illegal_move(_request: Request, error: Exception) -> Response:
        assert isinstance(error, IllegalMove)
        return problem_response(illegal_move(visits, error))

    async def on_refusal(_request: Request, error: Exception) -> Response:
        return problem_response(error_of(error, DOMAIN_ERRORS))

    app.add_exception_handler(IllegalMove, on_illegal_move)
    for refusal in (OutsideCalendar, UnknownVersion):  # any reading may meet them
        app.add_exception_handler(refusal, on_refusal)


def illegal_move(visits: AppointmentRules, error: IllegalMove) -> ServiceError:
    detail = f"Lịch hẹn đang ở trạng thái “{visits.wording.labels[error.state]}”, không thực hiện được thao tác này."
    title = "Thao tác không phù hợp với trạng thái lịch hẹn"
    return Conflict("illegal-step", title, detail, state=error.state, allowed=error.allowed)
