"""What the domain refuses and no use case has explained: answered in words that a citizen or an officer can act on."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from shared.reference.working_calendar import OutsideCalendar
from shared.refusals import error_of
from shared.web import problem_response
from svc_dossier.catalogue.catalogue import UnknownVersion
from svc_dossier.use_cases.refusals import REFUSALS


def add_problem_handlers(app: FastAPI) -> None:
    async def on_refusal(_request: Request, error: Exception) -> Response:
        return problem_response(error_of(error, REFUSALS))

    for refusal in (OutsideCalendar, UnknownVersion):  # any reading may meet them
        app.add_exception_handler(refusal, on_refusal)
