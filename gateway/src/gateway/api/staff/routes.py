"""Who a member of staff is, and the units of the province."""

from fastapi import APIRouter
from starlette.responses import Response

from gateway.api.staff.responses import StaffView, UnitsView
from gateway.domain.roles import Labels
from gateway.use_cases.read_staff import ReadStaff
from shared.identity import Staff
from shared.web import api_router, typed_response


def staff_routes(read_staff: ReadStaff, labels: Labels) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.get(
        "/me",
        summary="Tôi là ai, giữ vai trò gì, ở đơn vị nào",
        description="Tên theo Zalo, các vai trò đang có hiệu lực và tên các đơn vị. Vai trò vừa được giao hay thu hồi "
        "hiện ngay ở đây, và có hiệu lực từ mã phiên kế tiếp.",
        response_model=StaffView,
    )
    async def me(caller: Staff) -> Response:
        return typed_response(StaffView.of(await read_staff(caller.id), labels))

    @router.get(
        "/units",
        summary="Các đơn vị của tỉnh",
        description="Mã và tên của mọi đơn vị có thể được giao vai trò, kể cả toàn tỉnh (`province`).",
        response_model=UnitsView,
    )
    async def units(_caller: Staff) -> Response:
        return typed_response(UnitsView.of(labels.units))

    return router
