"""Which officer looked at which report, question or identity, for administrators of the province."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.access_log import AccessLog
from shared.access_log_response import AccessPageResponse, AccessResponse, read_page
from shared.errors import Forbidden
from shared.identity import PROVINCE
from shared.pagination import PageQuery
from shared.web import api_router, typed_response
from svc_feedback.api.officers import ADMINISTRATOR, Administrator


def access_log_routes(access_log: AccessLog) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Xử lý phản ánh"])

    @router.get(
        "/feedback-access-log",
        summary="Ai đã xem phản ánh, câu hỏi, danh tính người gửi",
        description="Mới nhất trước, giữ hai năm; lọc được theo phản ánh, câu hỏi hoặc cán bộ. Chỉ dành cho quản trị "
        "viên cấp tỉnh.",
        response_model=AccessPageResponse,
    )
    async def list_entries(
        administrator: Administrator,
        page: PageQuery,
        subject: Annotated[str | None, Query(max_length=60)] = None,
        officer_id: Annotated[str | None, Query(max_length=60)] = None,
    ) -> Response:
        if PROVINCE not in administrator.units(ADMINISTRATOR):
            raise Forbidden("Chỉ quản trị viên cấp tỉnh xem được nhật ký truy cập.")
        entries, following = await read_page(access_log, page, subject, officer_id)
        items = [AccessResponse.of(entry) for entry in entries]
        return typed_response(AccessPageResponse(items=items, next=following))

    return router
