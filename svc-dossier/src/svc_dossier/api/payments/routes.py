"""Payments that need somebody's eye."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from shared.identity import ADMINISTRATOR
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_dossier.api.officers import Officer, visible
from svc_dossier.api.payments.responses import FlaggedPayment, FlaggedPaymentPage
from svc_dossier.domain.procedure import Agency
from svc_dossier.store.payments import Payments


def payment_routes(payments: Payments, agencies: Mapping[str, Agency]) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.get(
        "/flagged-payments",
        summary="Khoản thanh toán cần xem xét",
        description="Những khoản đã nhận nhưng không khớp: nộp hai lần, sai số tiền, quá hạn, hồ sơ đã kết thúc hoặc "
        "không tìm thấy.",
        response_model=FlaggedPaymentPage,
    )
    async def list_flagged(officer: Officer, page: PageQuery) -> Response:
        seen = [*sorted(visible(agencies, officer)), *([None] if officer.covers_province(ADMINISTRATOR) else [])]
        after = position(page, str)
        found = await payments.flagged(seen, after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        rows = [FlaggedPayment.of(payment, agencies) for payment in shown["items"]]
        return typed_response(FlaggedPaymentPage(items=rows, next=shown["next"]))

    return router
