"""Which officer looked at which payment, bill, student or shop, for administrators of the province."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.access_log import AccessLog
from shared.errors import Forbidden
from shared.identity import PROVINCE
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.access_log.responses import PaymentAccess, PaymentAccesses
from svc_payment.api.officers import ADMINISTRATOR, Administrator


def access_log_routes(access_log: AccessLog) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ thanh toán"])

    @router.get(
        "/payment-access-log",
        summary="Ai đã xem khoản thanh toán, phiếu thu, học sinh, cửa hàng",
        description="Mới nhất trước, giữ hai năm; lọc được theo mã đối tượng được xem hoặc cán bộ. Chỉ dành cho "
        "quản trị viên cấp tỉnh.",
        response_model=PaymentAccesses,
    )
    async def list_entries(
        administrator: Administrator,
        page: PageQuery,
        subject: Annotated[str | None, Query(max_length=60)] = None,
        officer_id: Annotated[str | None, Query(max_length=60)] = None,
    ) -> Response:
        if PROVINCE not in administrator.units(ADMINISTRATOR):
            raise Forbidden("Chỉ quản trị viên cấp tỉnh xem được nhật ký truy cập.")
        after = position(page, str)
        before = after[0] if after else None
        found = await access_log.of(subject=subject, officer=officer_id, before=before, limit=page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        items = [PaymentAccess.of(entry) for entry in shown["items"]]
        return typed_response(PaymentAccesses(items=items, next=shown["next"]))

    return router
