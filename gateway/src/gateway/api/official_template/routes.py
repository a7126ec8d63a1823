"""The template's paths at the gateway's root."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from gateway.api.official_template.call import Row, TemplateCall
from gateway.api.official_template.envelope import (
    DAILY_LIMIT,
    FAILED,
    SUCCEEDED,
    UNAUTHORISED,
    TemplateRefused,
    of_error,
)
from gateway.api.official_template.mapping import TABLE
from gateway.api.official_template.picker_forms import PickerForms
from gateway.api.official_template.reports import PICTURES
from gateway.api.official_template.services import Services
from gateway.api.zalo_problems import zalo_problem
from gateway.domain.picked_picture import media_type_of
from gateway.proxy.admission import DailyQuota
from gateway.proxy.route_table import RouteTable
from gateway.store.picked_pictures import PickedPictures
from gateway.store.template_sessions import TemplateSession
from gateway.use_cases.open_template_session import OpenTemplateSession
from gateway.zalo.errors import ZaloRefused
from shared.clock import Clock
from shared.errors import NotFound, ServiceError
from shared.identity import bearer_token
from shared.web import LinkedRoute, api_router, typed_response

LOOK_UPS = "progress"
"""The budget that a look-up by code counts against, whichever app asks."""
_PICTURE_HEADERS = {
    "Cache-Control": "private, max-age=600",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Nobody has looked into it yet: it is shown as a picture or not at all."""
_DESCRIPTION = (
    "Dành cho mẫu mini app chính thức của Zalo, dùng nguyên bản: trả về {err, message, data}; mã truy cập Zalo được "
    "gửi làm Bearer."
)


def official_template_routes(
    services: Services,
    pictures: PickedPictures,
    open_session: OpenTemplateSession,
    quotas: DailyQuota,
    table: Callable[[], RouteTable],
    office: str,
    procedure: str,
    base: str,
    clock: Clock,
) -> APIRouter:
    router = api_router(LinkedRoute, tags=["Mẫu mini app chính thức"])
    forms = PickerForms()

    async def session_of(request: Request) -> TemplateSession:
        """The session of the person whose Zalo token it has. Raises ``TemplateRefused``."""
        token = bearer_token(request.headers.get("authorization"))
        if token is None:
            raise TemplateRefused(UNAUTHORISED, "Vui lòng đăng nhập để tiếp tục.")
        try:
            return await open_session(token)
        except ZaloRefused as refusal:
            raise of_error(zalo_problem(refusal)) from None
        except ServiceError as error:
            raise of_error(error) from None

    async def count(citizen_id: str) -> None:
        daily = table().budgets[LOOK_UPS].daily
        if daily is not None and not (await quotas.take(LOOK_UPS, citizen_id, daily)).allowed:
            raise TemplateRefused(DAILY_LIMIT, "Bạn đã đạt giới hạn tìm kiếm trong ngày")

    def add(row: Row) -> None:
        @router.api_route(
            row.path,
            methods=[row.method],
            name=row.path.strip("/"),
            summary=row.summary,
            description=_DESCRIPTION,
            response_model=row.model,
        )
        async def answer(request: Request) -> Response:
            async with AsyncExitStack() as held:
                try:
                    files = await held.enter_async_context(forms.receive(request)) if row.takes_files else []
                    body = await _body(request) if row.method == "POST" and not row.takes_files else {}
                    session = await session_of(request) if row.personal else None
                    token, citizen_id = (session.token, session.citizen_id) if session else ("", "")
                    if row.looks_up:
                        await count(citizen_id)
                    call = TemplateCall(
                        services,
                        pictures,
                        dict(request.query_params),
                        body,
                        files,
                        token,
                        citizen_id,
                        office,
                        procedure,
                        base,
                        clock.now(),
                    )
                    said = row.model(err=0, message=SUCCEEDED, data=await row.answer(call))
                except TemplateRefused as refusal:
                    said = row.model(err=refusal.err, message=refusal.message, data=None)
            return typed_response(said)

    for row in TABLE:
        add(row)

    @router.get(
        f"{PICTURES}/{{id}}",
        summary="Mẫu chính thức: xem lại ảnh vừa chọn",
        description="Ảnh chờ được gửi cùng phản ánh; xóa sau một giờ.",
        response_class=Response,
    )
    async def show_picture(id: str) -> Response:
        content = await pictures.find(id, clock.now())
        media_type = media_type_of(content) if content is not None else None
        if media_type is None:
            raise NotFound("Ảnh không có, hoặc đã quá hạn.")
        return Response(content, media_type=media_type, headers=_PICTURE_HEADERS)

    return router


async def _body(request: Request) -> Mapping[str, Any]:
    try:
        body = await request.json()
    except ServiceError as error:
        raise of_error(error) from None
    if not isinstance(body, dict):
        raise TemplateRefused(FAILED, "Nội dung gửi lên không hợp lệ.")
    return body
