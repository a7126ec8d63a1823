"""Which officer saw which data of citizens, for administrators of the province."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.access_log import AccessLog
from shared.access_log_response import read_page
from shared.errors import Forbidden
from shared.pagination import PageQuery
from shared.web import api_router, typed_response
from svc_dossier.api.access_log.responses import AccessLogRow, AccessLogRows
from svc_dossier.api.officers import Administrator, of_province


def access_log_routes(access_log: AccessLog) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.get(
        "/access-log",
        summary="Ai đã xem dữ liệu của công dân, mới nhất trước",
        description="Nhật ký truy cập dữ liệu cá nhân, giữ hai năm; lọc được theo hồ sơ hoặc cán bộ. Chỉ dành cho quản "
        "trị viên cấp tỉnh.",
        response_model=AccessLogRows,
    )
    async def list_entries(
        administrator: Administrator,
        page: PageQuery,
        dossier_id: Annotated[str | None, Query(max_length=60)] = None,
        officer_id: Annotated[str | None, Query(max_length=60)] = None,
    ) -> Response:
        if not of_province(administrator):
            raise Forbidden("Chỉ quản trị viên cấp tỉnh xem được nhật ký truy cập.")
        entries, following = await read_page(access_log, page, dossier_id, officer_id)
        rows = [AccessLogRow.of(entry) for entry in entries]
        return typed_response(AccessLogRows(items=rows, next=following))

    return router
