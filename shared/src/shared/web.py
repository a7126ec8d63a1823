"""The HTTP side of a service: one application factory, strict input, problems, times by route."""

import time
from collections import Counter as Counts
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, get_args, get_origin

import orjson
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Query
from fastapi.routing import APIRoute
from prometheus_client import Counter, Gauge, Histogram
from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import problem
from shared.clock import rfc3339
from shared.errors import (
    FieldError,
    Malformed,
    NotFound,
    ServiceError,
    TooLarge,
    Unavailable,
    UnsupportedMedia,
)
from shared.fields import Moment as Moment  # here as well, beside ``Timestamp``: routes ask for both
from shared.foreign_json import read_json
from shared.front_page import front_page
from shared.identity import caller_of
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.offers import OffersOf, offered_anew
from shared.openapi import DescribedApp
from shared.problem import Problem, problem_of
from shared.text import each_text, nfc, normal
from shared.tracing import Span, accept_request_id, continue_trace
from shared.validation import UNKNOWN_FIELD, field_errors, invalid

JSON_LIMIT_BYTES = 1024 * 1024

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
"""The methods by which requests are counted. Every other is one, ``other``: a caller may write any word there, and
Prometheus would keep a series of each for ever."""

log = get_logger()

_requests = Counter(
    "http_requests_total", "Requests answered, by route and class of status (5xx)", ["method", "route", "status"]
)
# Not by status: a series more of each route and status would be thousands of the 5,000 that a process may have. For the
# same reason those of a route begin with its first answer; what failed is counted from 0 in ``http_requests_total``.
_seconds = Histogram(
    "http_request_seconds",
    "Time to answer, by route template",
    ["method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1, 2.5, 5, 10),
)
_in_flight = Gauge("http_requests_in_flight", "Requests being answered")
_NO_ROUTE = "(none)"
_failures = Counter("http_unexpected_errors_total", "Answers 500: defects of ours", ["route"])


Timestamp = Annotated[
    datetime, PlainSerializer(rfc3339, when_used="json"), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A time in a response: RFC 3339 in Vietnamese time, to the millisecond."""


class StrictModel(BaseModel):
    """A request body: unknown fields refused, types not guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class _StrictRequest(Request):
    """Bodies bounded; JSON as ``shared/foreign_json.py`` reads it, for an app's ``slice`` cuts an emoji in half too.

    Every text in it is as it was meant (``shared/text.py``): this is the door, and no request model need think of it.
    """

    meant = staticmethod(normal)
    undecodable = False

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            received = bytearray()
            async for chunk in self.stream():
                received += chunk
                if len(received) > JSON_LIMIT_BYTES:
                    raise TooLarge(JSON_LIMIT_BYTES)
            self._body = bytes(received)
        return self._body

    async def json(self) -> Any:
        body = await self.body()
        try:
            return each_text(self.meant, read_json(body, undecodable=self.undecodable))
        except ValueError:
            raise Malformed() from None


class _ForeignRequest(_StrictRequest):
    """JSON of a system that signs what it sends and cannot be told to encode it better."""

    undecodable = True


class _WrittenRequest(_StrictRequest):
    meant = staticmethod(nfc)


class StrictRoute(APIRoute):
    """Bodies as ``_StrictRequest`` reads them, no parameter that the route does not know, and none twice where one
    counts: a misspelt filter would be answered with everything, and of two only the last would be looked at.
    """

    request: type[_StrictRequest] = _StrictRequest
    any_parameter = False

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        answer = super().get_route_handler()
        taken = [each for each in get_flat_params(self.dependant) if isinstance(each.field_info, Query)]
        known = {each.alias: _is_list(each.field_info.annotation) for each in taken}
        bodyless = self.body_field is None and self.dependant.request_param_name is None

        async def strict(request: Request) -> Response:
            if request.scope["query_string"] and not self.any_parameter:
                _refuse_strange(request.query_params, known)
            read = self.request(request.scope, request.receive)
            if bodyless and request.method not in _WITHOUT_BODY:
                await _refuse_content(read)
            return await answer(read)

        return strict


_WITHOUT_BODY = frozenset(("GET", "HEAD", "OPTIONS"))
"""Whatever comes with these has no meaning (RFC 9110, 9.3.1), and is not waited for."""


async def _refuse_content(request: Request) -> None:
    """A step that takes no fields takes no others either; ``{}`` is what some clients send instead of nothing."""
    if not (await request.body()).strip():
        return
    content = await request.json()
    if content not in ({}, None):
        names = list(content) if isinstance(content, dict) else ["body"]
        raise invalid([FieldError(name, UNKNOWN_FIELD) for name in names])


def _is_list(annotation: Any) -> bool:
    """Whether a parameter is a list, or one that may be left out."""
    return any(get_origin(each) is list for each in (annotation, *get_args(annotation)))


def _refuse_strange(given: QueryParams, known: Mapping[str, bool]) -> None:
    """``known``: by name, whether a parameter may stand there more than once."""
    times = Counts(name for name, _ in given.multi_items())
    errors = [FieldError(name, UNKNOWN_FIELD) for name in times if name not in known]
    errors += [FieldError(name, "Chỉ nêu một lần.") for name, n in times.items() if n > 1 and not known.get(name, True)]
    if errors:
        raise invalid(errors)


class LinkedRoute(StrictRoute):
    """A route that others call by their own standard, or whose links people pass on: to those a messenger or a search
    engine adds parameters of its own, such as Zalo's ``zarsrc``.
    """

    any_parameter = True


class ForeignRoute(LinkedRoute):
    request = _ForeignRequest


class WrittenRoute(StrictRoute):
    """Texts are composed, and otherwise as written; the models read them.

    For HTML, where a quote that was meant ends an attribute.
    """

    request = _WrittenRequest


def api_router(route_class: type[StrictRoute] = StrictRoute, **options: Any) -> APIRouter:
    """A router whose bodies and parameters are read strictly."""
    return APIRouter(route_class=route_class, **options)


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``content`` as JSON without another validation: what we built ourselves needs none."""
    return Response(orjson.dumps(content), status, dict(headers or {}), "application/json")


def typed_response(content: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``content`` as JSON: the very model that the route names as its ``response_model``, built and validated once."""
    body = content.__pydantic_serializer__.to_json(content, by_alias=True)
    return Response(body, status, dict(headers or {}), "application/json")


def problem_response(error: ServiceError) -> Response:
    answer = problem_of(error)
    return Response(answer.body(), answer.status, answer.headers, problem.MEDIA_TYPE)


def create_app(*, title: str, routers: Sequence[APIRouter], offers: OffersOf | None = None) -> FastAPI:
    """The service's application, with every error as a Vietnamese problem. What operators ask is in ``operations``.

    ``offers``: what goes by steps, and to whom they are open. Set ``app.state.verifier`` when a route asks who is
    calling.
    """
    app = DescribedApp(routers, title=title, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.offers = offers or {}
    app.add_exception_handler(ServiceError, _on_service_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    for unavailable in MONGO_UNAVAILABLE:
        app.add_exception_handler(unavailable, _on_unavailable)
    app.add_middleware(RequestContext)
    app.router.routes.append(front_page(title))
    _start_counting(app)
    return app


def _start_counting(app: FastAPI) -> None:
    """What went well and what failed are there at 0 from the start: a share is right from the first request on. The
    others would be hundreds of noughts.
    """
    _failures.labels(_NO_ROUTE)
    for route in app.routes:
        path = getattr(route, "path", _NO_ROUTE)
        _failures.labels(path)
        for method in getattr(route, "methods", None) or ():
            for status in ("2xx", "5xx"):
                _requests.labels(method, path, status)


class RequestContext:
    """Gives each request its id and trace, measures it, and turns what nobody expected into a 500 problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = accept_request_id(headers.get(b"x-request-id", b"").decode("latin-1"))
        offered = headers.get(b"traceparent", b"").decode("latin-1")
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        started = time.perf_counter()
        _in_flight.inc()
        with continue_trace(scope["method"], "server", request_id, offered) as span:
            try:
                await self._app(scope, receive, send_with_id)
            except ClientDisconnect:
                status = status or 499
            except Exception:
                _failures.labels(_template(scope)).inc()
                log.exception("request_failed", route=_template(scope))
                if not status:
                    await problem_response(problem.internal())(scope, receive, send_with_id)
            finally:
                _in_flight.dec()
                self._record(scope, status, time.perf_counter() - started)
                if span is not None:
                    _describe(span, scope, status)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = _template(scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        _requests.labels(method, route, f"{status // 100}xx").inc()
        _seconds.labels(method, route).observe(seconds)
        log.info("request_answered", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def _describe(span: Span, scope: Scope, status: int) -> None:
    """Names are OpenTelemetry's for HTTP: https://opentelemetry.io/docs/specs/semconv/http/http-spans/."""
    route = _template(scope)
    known = scope["method"] in METHODS
    span.name = f"{scope['method'] if known else 'HTTP'} {route}"
    span.failed = status >= 500
    span.attributes.update(
        {
            "http.request.method": scope["method"] if known else "_OTHER",
            "http.route": route,
            "http.response.status_code": status,
        }
    )


def _template(scope: Scope) -> str:
    """The route's template: a raw path would carry ids into logs and make a metric of each."""
    return getattr(scope.get("route"), "path", _NO_ROUTE)


async def _on_service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return problem_response(offered_anew(error, caller_of(request), request.app.state.offers))


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(Malformed())
    for header, missing in _MISSING_HEADERS.items():
        if any(item["type"] == "missing" and item["loc"] == ("header", header) for item in found):
            return problem_response(missing())
    if any(item["loc"] == ("body",) for item in found) and not _is_json(request):
        return problem_response(UnsupportedMedia("Nội dung phải được gửi dưới dạng application/json."))
    return problem_response(invalid(field_errors(found)))


_MISSING_HEADERS: dict[str, Callable[[], ServiceError]] = {
    "idempotency-key": problem.idempotency_key_missing,
    "if-match": problem.precondition_required,
}
"""Headers that a route requires have problems of their own: no field is wrong, the app is."""


def _is_json(request: Request) -> bool:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


_BY_STATUS: dict[int, Callable[[], ServiceError]] = {404: NotFound, 400: Malformed}


async def _on_http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, ServiceError):  # FastAPI wraps what is raised while it reads a body
        return problem_response(error.__cause__)
    if error.status_code == 405:
        return problem_response(problem.method_not_allowed((error.headers or {}).get("Allow", "")))
    if make := _BY_STATUS.get(error.status_code):
        return problem_response(make())
    return problem_response(Problem(error.status_code, "refused", "Yêu cầu bị từ chối", str(error.detail)))


async def _on_unavailable(_request: Request, error: Exception) -> Response:
    log.warning("database_unavailable", error=type(error).__name__)
    return problem_response(Unavailable())
