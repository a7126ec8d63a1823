"""Administrators give and take the roles of staff."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from gateway.api.grants.requests import GrantRequest
from gateway.api.grants.responses import GrantView, StaffGrantsPage
from gateway.domain import staff
from gateway.domain.roles import Labels
from gateway.domain.staff import ADMINISTRATOR
from gateway.use_cases.grant_role import GrantRole, NewGrant
from gateway.use_cases.list_staff import ListStaff
from gateway.use_cases.revoke_role import RevokeRole
from shared.identity import Caller, staff_with
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import api_router, typed_response

Administrator = Annotated[Caller, staff_with(ADMINISTRATOR)]
GrantId = Annotated[str, Path(max_length=64)]


def grant_routes(list_staff: ListStaff, grant_role: GrantRole, revoke_role: RevokeRole, labels: Labels) -> APIRouter:
    router = api_router(prefix="/v1/staff/grants", tags=["Cán bộ"])

    def administrator(caller: Caller) -> staff.Administrator:
        return staff.Administrator(caller.id, caller.units(ADMINISTRATOR), caller.name)

    @router.get(
        "",
        summary="Cán bộ và phân quyền của họ, kèm lịch sử",
        description="Danh sách cán bộ theo thứ tự đăng ký: các vai trò đang có hiệu lực và mọi lần giao, thu hồi. "
        "Quản trị viên của một đơn vị chỉ thấy cán bộ và phân quyền của đơn vị mình.",
        response_model=StaffGrantsPage,
    )
    async def read(caller: Administrator, page: PageQuery) -> Response:
        after = decode_cursor(page.after, str)[0] if page.after else None
        found = await list_staff(after, page.limit, administrator(caller))
        cursor = encode_cursor(found.last) if found.last else None
        return typed_response(StaffGrantsPage.of(found, labels, cursor))

    @router.post(
        "",
        summary="Giao một vai trò tại một đơn vị",
        description=(
            "Quản trị viên của tỉnh giao được mọi vai trò ở mọi đơn vị; quản trị viên của một đơn vị chỉ giao "
            "được trong đơn vị mình và không giao vai trò quản trị viên. Vai trò có hiệu lực từ mã phiên "
            "kế tiếp của cán bộ."
        ),
        status_code=201,
        response_model=GrantView,
    )
    async def grant(caller: Administrator, body: GrantRequest) -> Response:
        wanted = NewGrant(body.staff_id, body.role, body.unit)
        return typed_response(GrantView.of(await grant_role(wanted, administrator(caller)), labels), 201)

    @router.delete(
        "/{grant_id}",
        summary="Thu hồi một phân quyền",
        description=(
            "Vai trò mất hiệu lực từ mã phiên kế tiếp của cán bộ, chậm nhất sau 15 phút. Lịch sử phân quyền "
            "được giữ lại."
        ),
        status_code=204,
    )
    async def revoke(caller: Administrator, grant_id: GrantId) -> Response:
        await revoke_role(grant_id, administrator(caller))
        return Response(status_code=204)

    return router
