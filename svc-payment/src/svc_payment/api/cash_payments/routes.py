"""What was taken in cash: found again, its receipt's number corrected, our own receipt printed at the counter."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.access_log import RecordAccess
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.cash_payments.requests import CorrectedNumber
from svc_payment.api.officers import Collector, acting, collected_for
from svc_payment.api.receipt_paper import ReceiptPaper
from svc_payment.api.staff_payments.responses import StaffPayment, StaffPaymentPage
from svc_payment.api.staff_payments.shown import ShownPayments
from svc_payment.domain.payment import Payment
from svc_payment.store.payments import Payments
from svc_payment.use_cases.correct_receipt_number import CorrectReceiptNumber
from svc_payment.use_cases.issue_cash_receipt import IssueCashReceipt


def cash_payment_routes(
    payments: Payments,
    views: ShownPayments,
    correct_number: CorrectReceiptNumber,
    issue_receipt: IssueCashReceipt,
    record_access: RecordAccess,
    receipt_paper: ReceiptPaper,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Thu tiền tại quầy"])

    async def shown(payment: Payment, officer: Caller) -> StaffPayment:
        return await views.one(payment, officer)

    @router.get(
        "/cash-payments",
        summary="Các khoản đã thu tiền mặt, mới nhất trước",
        description="Của đơn vị hoặc trường mà cán bộ thu tiền; mỗi lần xem được ghi vào nhật ký truy cập.",
        response_model=StaffPaymentPage,
    )
    async def list_taken(officer: Collector, page: PageQuery) -> Response:
        found = await payments.in_cash(collected_for(officer), position(page, datetime, str), page.limit + 1)
        result = page_of(found, page.limit, lambda last: encode_cursor(last.created_at, last.id))
        return typed_response(StaffPaymentPage(items=await views.seen(result["items"], officer), next=result["next"]))

    @router.post(
        "/payments/{payment_id}/receipt-number",
        summary="Sửa số biên lai của khoản thu tiền mặt",
        description="Khi số đã ghi khác số trên biên lai đã giao. Khoản thanh toán và số tiền giữ nguyên; số cũ dùng "
        "lại được; cả hai số, người sửa và lý do còn lại trong các bước. Ghi nhầm phiếu thu thì yêu cầu hoàn tiền.",
        response_model=StaffPayment,
    )
    async def corrected(
        payment_id: str, officer: Collector, command: IdempotentCommand, seen: RequiredIfMatch, body: CorrectedNumber
    ) -> Response:
        collects_for = collected_for(officer)
        outcome = await correct_number(
            payment_id, collects_for, acting(officer), command, body.receipt_number, body.reason, seen
        )
        headers = {"ETag": etag(outcome.value.version), **replay(outcome.replayed)}
        return typed_response(await shown(outcome.value, officer), headers=headers)

    @router.get(
        "/payments/{payment_id}/receipt.pdf",
        summary="Biên nhận của khoản thu tiền mặt để in tại quầy, PDF/A có mã QR",
        description="Cùng biên nhận mà người nộp tải trên ứng dụng. Mỗi lần in được ghi vào nhật ký truy cập.",
        response_class=Response,
    )
    async def paper(payment_id: str, officer: Collector) -> Response:
        issued = await issue_receipt(payment_id, collected_for(officer))
        await record_access(officer, "payment", [payment_id], masked=False)
        return await receipt_paper(issued)

    return router
