"""Transfers that a bank announced unreadably: what waits, and that an officer has found out about it."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.officers import APPROVER, PAYMENT_OFFICER, Reconciler, RefundOfficer, acting, expect_province
from svc_payment.api.unreadable_transfers.requests import Closure
from svc_payment.api.unreadable_transfers.responses import UnreadableTransferPage, UnreadableTransferView
from svc_payment.catalogue.wording import Words
from svc_payment.store.unreadable_transfers import UnreadableTransfers
from svc_payment.use_cases.close_unreadable_transfer import CloseUnreadableTransfer


def unreadable_transfer_routes(
    close: CloseUnreadableTransfer, unreadable: UnreadableTransfers, labels: Words
) -> APIRouter:
    router = api_router(prefix="/v1/staff/unreadable-transfers", tags=["Đối soát"])

    @router.get(
        "",
        summary="Giao dịch báo có không đọc được",
        description="Những giao dịch mà ngân hàng báo thiếu hoặc sai, chưa được ghi nhận. Cũ nhất trước.",
        response_model=UnreadableTransferPage,
    )
    async def list_unreadable(officer: Reconciler, page: PageQuery) -> Response:
        expect_province(officer, PAYMENT_OFFICER, APPROVER)
        found = await unreadable.open(position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.received_at, last.id))
        items = [UnreadableTransferView.of(one, labels, officer) for one in shown["items"]]
        return typed_response(UnreadableTransferPage(items=items, next=shown["next"]))

    @router.post(
        "/{transfer_id}/closure",
        summary="Ghi kết quả tra soát một giao dịch báo có không đọc được",
        description="Sau khi hỏi ngân hàng hoặc đã tải sao kê. Ngân hàng báo lại đúng thì giao dịch tự khép.",
        response_model=UnreadableTransferView,
    )
    async def closed(transfer_id: str, officer: RefundOfficer, body: Closure) -> Response:
        expect_province(officer, PAYMENT_OFFICER)
        found = await close(transfer_id, body.note, acting(officer))
        return typed_response(UnreadableTransferView.of(found, labels, officer))

    return router
