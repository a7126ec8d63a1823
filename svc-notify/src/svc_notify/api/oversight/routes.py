"""What administrators look back on: the daily digests, and the erasures after a revoked consent with their proof."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.identity import Administrator
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import api_router, typed_response
from svc_notify.api.officers import administered, expect_province
from svc_notify.api.oversight.requests import day_of
from svc_notify.api.oversight.responses import DigestPage, ErasurePage, ShownDigest, ShownErasure
from svc_notify.store.digests import Digests
from svc_notify.store.erasures import Erasures


def oversight_routes(digests: Digests, erasures: Erasures) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Theo dõi tin gửi"])

    @router.get(
        "/digests",
        summary="Tin không đến được người dân, từng ngày, mới nhất trước",
        description="Mỗi ngày một bản tổng hợp, lập lúc bảy giờ sáng hôm sau và đếm lại trong ba sáng tiếp theo.",
        response_model=DigestPage,
    )
    async def list_digests(officer: Administrator, page: PageQuery) -> Response:
        found = await digests.page(day_of(page.after), page.limit + 1)
        items = found[: page.limit]
        following = encode_cursor(items[-1].day.isoformat()) if len(found) > page.limit else None
        return typed_response(
            DigestPage(
                items=[ShownDigest.of(digest.within(administered(officer).covers)) for digest in items], next=following
            )
        )

    @router.get(
        "/erasures",
        summary="Việc xóa dữ liệu sau khi người dân rút lại đồng ý, mới nhất trước",
        description="Khi nào việc xóa được yêu cầu và khi nào cổng xác nhận đã xóa xong. Chỉ dành cho "
        "quản trị viên cấp tỉnh.",
        response_model=ErasurePage,
    )
    async def list_erasures(officer: Administrator, page: PageQuery) -> Response:
        expect_province(officer)
        before = decode_cursor(page.after, datetime, str) if page.after else None
        found = await erasures.page(before, page.limit + 1)
        items = found[: page.limit]
        following = encode_cursor(items[-1].requested_at, items[-1].id) if len(found) > page.limit else None
        return typed_response(ErasurePage(items=[ShownErasure.of(erasure) for erasure in items], next=following))

    return router
