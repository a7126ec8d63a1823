"""Offices, hotlines and the organisation behind the app."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.errors import NotFound
from shared.reference.agencies import is_called
from shared.web import api_router
from svc_content.api.arrangement.responses import Agencies, AgencyView, Hotlines, HotlineView, OrganisationView
from svc_content.api.cached import IfNoneMatch, cached
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import SINGLE, Agency, Hotline, Organisation


def arrangement_routes(arrangement: Arrangement) -> APIRouter:
    router = api_router(prefix="/v1", tags=["Cơ quan"])

    @router.get(
        "/organisation",
        summary="Cơ quan chủ quản và các Zalo OA",
        description="Tên, giới thiệu, biểu trưng và các trang Zalo OA của tỉnh.",
        response_model=OrganisationView,
    )
    async def organisation(if_none_match: IfNoneMatch = None) -> Response:
        row = arrangement.find(Organisation, SINGLE)
        if row is None:
            raise NotFound("Chưa có thông tin cơ quan chủ quản.")
        return cached(OrganisationView.of(row), if_none_match)

    @router.get(
        "/agencies",
        summary="Cơ quan, đơn vị",
        description="Địa chỉ, giờ làm việc, điện thoại, bản đồ, Zalo OA; tìm theo tên không cần dấu.",
        response_model=Agencies,
    )
    async def agencies(
        q: Annotated[str, Query(max_length=100)] = "",
        level: Annotated[Literal["province", "commune"] | None, Query()] = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        items = [
            AgencyView.of(row)
            for row in arrangement.all(Agency)
            if level in (None, row.content.level) and is_called(row.content.name, q)
        ]
        return cached(Agencies(items=items), if_none_match)

    @router.get(
        "/agencies/{agency_id}",
        summary="Một cơ quan",
        description="Mã trùng với mã đơn vị trong hồ sơ và lịch hẹn.",
        response_model=AgencyView,
    )
    async def agency(agency_id: str, if_none_match: IfNoneMatch = None) -> Response:
        row = arrangement.find(Agency, agency_id)
        if row is None:
            raise NotFound("Không tìm thấy cơ quan này.")
        return cached(AgencyView.of(row), if_none_match)

    @router.get(
        "/hotlines",
        summary="Đường dây nóng",
        description="Số khẩn cấp đứng trước.",
        response_model=Hotlines,
    )
    async def hotlines(if_none_match: IfNoneMatch = None) -> Response:
        items = sorted((HotlineView.of(row) for row in arrangement.all(Hotline)), key=lambda one: not one.emergency)
        return cached(Hotlines(items=items), if_none_match)

    return router
