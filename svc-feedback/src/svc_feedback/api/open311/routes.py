"""Open311 GeoReport v2: discovery, services, requests, tokens; JSON and XML.

Source: https://wiki.open311.org/GeoReport_v2/. Errors have the standard's own form, a list of code and description,
with our Vietnamese words; everything else of this service answers ``application/problem+json``.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from shared.clock import Clock
from shared.errors import Invalid, ServiceError
from shared.problem import problem_of
from shared.validation import field_errors
from shared.web import LinkedRoute, Moment, api_router
from svc_feedback.api.open311.formats import FORMATS, one_response, rows_response, split_format
from svc_feedback.api.open311.requests import Open311Request, fingerprint, form_fields, request_of, their_name
from svc_feedback.api.open311.responses import (
    CreatedRow,
    Discovery,
    EndpointRow,
    ErrorRow,
    RequestRow,
    ServiceDefinition,
    TokenRow,
    service_rows,
)
from svc_feedback.domain.open311_keys import owner_of
from svc_feedback.domain.report_states import PublicGroup
from svc_feedback.store.public_reports import PublicQuery, PublicReports
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.locate import Locate
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.send_for_system import SendForSystem
from svc_feedback.use_cases.send_report import Sending

BASE = "/open311/v2"
SOURCE = "open311:"
SPAN = timedelta(days=90)
MOST = 1000
"""The standard's own limits of a list."""
CHANGESET = "2026-11-27T00:00:00+07:00"


def ignored_parameters(
    jurisdiction_id: Annotated[str | None, Query(max_length=200, description="Chỉ có một tỉnh: không cần gửi")] = None,
    api_key: Annotated[str | None, Query(max_length=200, description="Chỉ cần khi gửi yêu cầu, trong nội dung")] = None,
    extensions: Annotated[str | None, Query(max_length=20, description="Không có phần mở rộng nào")] = None,
) -> None:
    """What clients of the standard send with every call, and what changes no answer of one province's system."""


_GROUPS = {"open": PublicGroup.IN_PROGRESS, "closed": PublicGroup.COMPLETED}


class _Open311Route(LinkedRoute):
    """What cannot be read is said in the standard's form, too."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        answer = super().get_route_handler()

        async def in_the_standards_form(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError as error:
                first = field_errors(error.errors())[0]
                named = split_format(request.url.path)
                return _error(400, f"{first.field}: {first.message}", named[1] if named else "json")

        return in_the_standards_form


def open311_routes(
    send: SendForSystem,
    locate: Locate,
    public: PublicReports,
    reports: Reports,
    keys: Mapping[str, str],
    public_url: str,
    rules: Rules,
    clock: Clock,
) -> APIRouter:
    router = api_router(_Open311Route, prefix=BASE, tags=["Open311"], dependencies=[Depends(ignored_parameters)])

    async def status_of(code: str) -> RequestRow | None:
        """The status of a public report; or of one that another system has sent, where it stands."""
        if (found := await public.by_code(code)) is not None:
            return RequestRow.of_public(found, public_url, rules)
        report = await reports.by_code(code, Scope.everything())
        if report is not None and report.source_app.startswith(SOURCE):
            return RequestRow.of_status(report, rules)
        return None

    async def listed(
        codes: str | None, service: str | None, since: Moment | None, until: Moment | None, status: str | None
    ) -> list[RequestRow]:
        if codes:
            found = [await status_of(code) for code in dict.fromkeys(codes.split(",")[:100])]
            return [row for row in found if row is not None]
        wanted = {_GROUPS[part] for part in (status or "").split(",") if part}
        group = wanted.pop() if len(wanted) == 1 else None
        categories = tuple(part for part in (service or "").split(",") if part)
        until = until or clock.now()
        query = PublicQuery(categories, None, group, since=since or until - SPAN, until=until, limit=MOST)
        return [RequestRow.of_public(report, public_url, rules) for report in await public.latest(query)]

    async def created(request: Request, ending: str) -> Response:
        try:
            body = await request.body()
            fields = form_fields(request.headers.get("content-type", ""), body)
            system = owner_of(fields.get("api_key", ""), keys)
            if system is None:
                return _error(403, "Thiếu hoặc sai api_key.", ending)
            sent = await send(fingerprint(body), _sending(request_of(fields), f"{SOURCE}{system}"))
        except ValidationError as error:
            first = field_errors([{**each, "loc": ("body", *each["loc"])} for each in error.errors()])[0]
            return _error(400, f"{first.field}: {first.message}", ending)
        except ServiceError as error:
            said = (f"{their_name(each.field)}: {each.message}" for each in error.errors)
            named = "; ".join(said)
            # Beside wrong fields, the words of a refusal of its own say where to go instead.
            described = f"{named} {error.detail}" if named and error.code != Invalid().code else named or error.detail
            status = 400 if isinstance(error, Invalid) else problem_of(error).status
            return _error(status, described, ending)
        notice = rules.wording.report_next(sent.value, rules.agencies, sent.value.arrived_at)
        if numbers := rules.whom_to_call([sent.value.description], sent.value.handling_class):
            notice = f"{rules.wording.call_at_once(numbers)} {notice}"
        row_out = CreatedRow(service_request_id=sent.value.code, service_notice=notice)
        return rows_response([row_out], ("service_requests", "request"), ending, 201)

    def _sending(row: Open311Request, source: str) -> Sending:
        contact = row.contact()
        return Sending(
            title=rules.category(row.service_code).name,
            description=row.description,
            category=row.service_code,
            place=locate(row.point(), row.address_string, None),
            anonymous=contact is None,
            hidden_from_agency=False,
            may_publish=False,
            file_ids=(),
            contact=contact,
            declared_at=None,
            source_app=source,
        )

    for ending in FORMATS:
        _add_format(router, ending, listed, created, public_url, rules)

    @router.get(
        "/services/{service}",
        summary="Open311: mô tả một dịch vụ",
        description="Các trường bổ sung của dịch vụ; của chúng tôi không có trường nào. Thêm .json hoặc .xml.",
        response_class=Response,
    )
    async def definition(service: str) -> Response:
        named = split_format(service)
        if named is None or named[0] not in rules.catalogue.categories:
            return _error(404, "Không có dịch vụ này.", named[1] if named else "json")
        found = ServiceDefinition(service_code=named[0], attributes=[])
        return one_response(found, "service_definition", named[1])

    @router.get(
        "/requests/{request}",
        summary="Open311: một yêu cầu",
        description="Phản ánh công khai, hoặc tình trạng của yêu cầu do hệ thống khác gửi. Thêm .json hoặc .xml.",
        response_class=Response,
    )
    async def show(request: str) -> Response:
        named = split_format(request)
        row = await status_of(named[0]) if named else None
        if named is None or row is None:
            return _error(404, "Không tìm thấy yêu cầu này.", named[1] if named else "json")
        return rows_response([row], ("service_requests", "request"), named[1])

    @router.get(
        "/tokens/{token}",
        summary="Open311: mã yêu cầu của một token",
        description="Yêu cầu có mã ngay khi được tạo, nên token chính là mã. Thêm .json hoặc .xml.",
        response_class=Response,
    )
    async def token_of(token: str) -> Response:
        named = split_format(token)
        if named is None or await status_of(named[0]) is None:
            return _error(404, "Không tìm thấy token này.", named[1] if named else "json")
        row = TokenRow(service_request_id=named[0], token=named[0])
        return rows_response([row], ("service_requests", "request"), named[1])

    return router


Listed = Callable[
    [str | None, str | None, datetime | None, datetime | None, str | None], Awaitable[Sequence[RequestRow]]
]
Created = Callable[[Request, str], Awaitable[Response]]


def _add_format(
    router: APIRouter, ending: str, listed: Listed, created: Created, public_url: str, rules: Rules
) -> None:
    @router.get(
        f"/discovery.{ending}",
        summary=f"Open311: khám phá ({ending})",
        description="Địa chỉ và định dạng của dịch vụ Open311 GeoReport v2.",
        response_class=Response,
        name=f"open311_discovery_{ending}",
    )
    async def discovery() -> Response:
        endpoint = EndpointRow(
            specification="http://wiki.open311.org/GeoReport_v2",
            url=f"{public_url}{BASE}",
            changeset=CHANGESET,
            type="production",
            formats=["application/json", "text/xml"],
        )
        contact = "Trung tâm điều phối phản ánh hiện trường tỉnh Quảng Ngãi"
        found = Discovery(changeset=CHANGESET, contact=contact, key_service=contact, endpoints=[endpoint])
        return one_response(found, "discovery", ending)

    @router.get(
        f"/services.{ending}",
        summary=f"Open311: danh sách dịch vụ ({ending})",
        description="Mỗi chuyên mục phản ánh là một dịch vụ.",
        response_class=Response,
        name=f"open311_services_{ending}",
    )
    async def services() -> Response:
        return rows_response(service_rows(rules), ("services", "service"), ending)

    @router.get(
        f"/requests.{ending}",
        summary=f"Open311: danh sách yêu cầu ({ending})",
        description="Phản ánh công khai của 90 ngày, tối đa 1000; hoặc theo mã, dịch vụ, thời gian, tình trạng.",
        response_class=Response,
        name=f"open311_requests_{ending}",
    )
    async def list_requests(
        service_request_id: Annotated[str | None, Query(max_length=2000)] = None,
        service_code: Annotated[str | None, Query(max_length=2000)] = None,
        start_date: Moment | None = None,
        end_date: Moment | None = None,
        status: Annotated[str | None, Query(pattern=r"^(open|closed)(,(open|closed))*$", max_length=40)] = None,
    ) -> Response:
        if any(moment is not None and moment.tzinfo is None for moment in (start_date, end_date)):
            return _error(400, "Thời điểm phải kèm múi giờ.", ending)
        if unknown := [
            each for each in (service_code or "").split(",") if each not in {"", *rules.catalogue.categories}
        ]:
            return _error(404, f"Không có dịch vụ {unknown[0]}.", ending)
        rows = await listed(service_request_id, service_code, start_date, end_date, status)
        return rows_response(rows, ("service_requests", "request"), ending)

    @router.post(
        f"/requests.{ending}",
        summary=f"Open311: gửi yêu cầu ({ending})",
        description="Hệ thống có api_key gửi phản ánh, dạng application/x-www-form-urlencoded. Gửi lại đúng nội dung "
        "cũ thì nhận lại mã cũ, cho đến khi phản ánh ấy kết thúc.",
        status_code=201,
        response_class=Response,
        name=f"open311_create_{ending}",
    )
    async def create(request: Request) -> Response:
        return await created(request, ending)


def _error(status: int, description: str, ending: str) -> Response:
    return rows_response([ErrorRow(code=status, description=description)], ("errors", "error"), ending, status)
