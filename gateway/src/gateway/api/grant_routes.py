"""Administrators give and take the roles of staff."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from gateway.api.schemas import GrantOut, NewGrant, StaffGrantsPage, grant_out, staff_grants
from gateway.domain.staff import ADMINISTRATOR
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.grant_role import GrantRole
from shared.identity import Caller, staff_with
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import api_router

Administrator = Annotated[Caller, staff_with(ADMINISTRATOR)]
GrantId = Annotated[str, Path(alias="id", max_length=64)]


def grant_routes(grants: GrantRole, members: StaffMembers) -> APIRouter:
    router = api_router(prefix="/v1/staff/grants", tags=["Cán bộ"])

    @router.get("", summary="Cán bộ và phân quyền của họ, kèm lịch sử", response_model=StaffGrantsPage)
    async def read(caller: Administrator, page: PageQuery) -> StaffGrantsPage:
        after = decode_cursor(page.after, str)[0] if page.after else None
        found = await members.after(after, page.limit + 1)
        items = found[: page.limit]
        more = encode_cursor(items[-1].id) if len(found) > page.limit else None
        return StaffGrantsPage(items=[staff_grants(member) for member in items], next=more)

    @router.post("", summary="Giao một vai trò tại một đơn vị", status_code=201, response_model=GrantOut)
    async def grant(caller: Administrator, body: NewGrant) -> GrantOut:
        units = caller.units(ADMINISTRATOR)
        return grant_out(await grants.grant(body.staff_id, body.role, body.unit, caller.id, units))

    @router.delete("/{id}", summary="Thu hồi một phân quyền", status_code=204)
    async def revoke(caller: Administrator, grant_id: GrantId) -> Response:
        await grants.revoke(grant_id, caller.id, caller.units(ADMINISTRATOR))
        return Response(status_code=204)

    return router
