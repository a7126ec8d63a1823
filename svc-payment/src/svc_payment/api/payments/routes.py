"""Payments of a citizen: begun, followed, and their receipts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import NotFound
from shared.files.links import FileLinks
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller, Citizen
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.payments.requests import NewPayment, ZaloOrder
from svc_payment.api.payments.responses import Method, Methods, PaymentPage, PaymentView, ReceiptView
from svc_payment.api.receipt_paper import ReceiptPaper
from svc_payment.catalogue.wording import Wording
from svc_payment.domain.payment import Payment
from svc_payment.providers.port import Payer, Traits
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.use_cases.begin_payment import BeginPayment
from svc_payment.use_cases.issue_receipt import IssueReceipt
from svc_payment.use_cases.link_order import LinkOrder
from svc_payment.use_cases.see_payment import SeePayment


def payment_routes(
    begin_payment: BeginPayment,
    link_order: LinkOrder,
    issue_receipt: IssueReceipt,
    see_payment: SeePayment,
    payments: Payments,
    bills: Bills,
    receipt_paper: ReceiptPaper,
    links: FileLinks,
    offered: Mapping[str, Traits],
    wording: Wording,
    public_url: str,
) -> APIRouter:
    router = api_router(tags=["Thanh toán"])

    async def own(payment_id: str, citizen_id: str) -> Payment:
        found = await see_payment(payment_id, citizen_id)
        if found is None:
            raise NotFound("Không tìm thấy khoản thanh toán này.")
        return found

    async def views(found: Sequence[Payment], citizen: Caller) -> list[PaymentView]:
        paid_for = await bills.of_ids({payment.bill_id for payment in found})
        address = links.addresses(citizen)
        return [PaymentView.of(one, paid_for.get(one.bill_id), wording, address, citizen.id) for one in found]

    async def view(payment: Payment, citizen: Caller) -> PaymentView:
        return (await views([payment], citizen))[0]

    @router.get(
        "/v1/payment-methods",
        summary="Các hình thức thanh toán đang mở",
        description="Theo thiết lập của tỉnh, theo thứ tự nên hiển thị.",
        response_model=Methods,
    )
    async def list_methods() -> Response:
        return typed_response(Methods(items=[Method.of(traits) for traits in offered.values()]))

    @router.post(
        "/v1/payments",
        summary="Bắt đầu nộp một phiếu thu",
        description="Số tiền lấy từ phiếu thu. Câu trả lời có `checkout`: với Zalo, `checkout.order` được chuyển "
        "nguyên vẹn cho `createOrder`; với VNPAY là địa chỉ trang thanh toán; với VietQR là mã để quét. Gửi lại "
        "với cùng Idempotency-Key thì nhận lại cùng khoản thanh toán.",
        status_code=201,
        response_model=PaymentView,
    )
    async def begin(request: Request, citizen: Citizen, command: IdempotentCommand, body: NewPayment) -> Response:
        payer = Payer(_address(request), f"{public_url}/v1/payment-returns")
        outcome = await begin_payment(citizen.id, command, body.wanted(), payer)
        headers = {"Location": f"/v1/payments/{outcome.value.id}", **replay(outcome.replayed)}
        return typed_response(await view(outcome.value, citizen), 201, headers)

    @router.get(
        "/v1/payments",
        summary="Các lần thanh toán của tôi, mới nhất trước",
        description="Kể cả những lần không thành công hoặc đã hết hạn; lọc được theo khoản thu. Của một phiếu thu mà "
        "Ông/Bà theo dõi thì có cả tiền đã đến mà không rõ ai nộp.",
        response_model=PaymentPage,
    )
    async def list_own(
        citizen: Citizen, page: PageQuery, bill_id: Annotated[str | None, Query(max_length=60)] = None
    ) -> Response:
        bill = await bills.find(bill_id) if bill_id else None
        if bill_id and bill is None:
            return typed_response(PaymentPage(items=[], next=None))
        found = await payments.of_payer(citizen.id, position(page, datetime, str), page.limit + 1, bill)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.created_at, last.id))
        return typed_response(PaymentPage(items=await views(shown["items"], citizen), next=shown["next"]))

    @router.get(
        "/v1/payments/{payment_id}",
        summary="Một lần thanh toán",
        description="Chỉ thông báo có chữ ký của đơn vị thanh toán, hoặc câu trả lời khi được hỏi, mới đổi trạng thái. "
        "Kèm số tiền đã đến, còn phải nộp, phải hoàn lại, và việc tiếp theo.",
        response_model=PaymentView,
    )
    async def show(payment_id: str, citizen: Citizen) -> Response:
        return typed_response(await view(await own(payment_id, citizen.id), citizen))

    @router.post(
        "/v1/payments/{payment_id}/zalo-order",
        summary="Ghép mã đơn hàng mà Zalo đã tạo",
        description="Ứng dụng gửi orderId ngay sau createOrder. Nếu bước này bị mất, thông báo của Zalo vẫn được ghép "
        "theo extradata.",
        response_model=PaymentView,
    )
    async def link(payment_id: str, citizen: Citizen, body: ZaloOrder) -> Response:
        return typed_response(await view(await link_order(payment_id, citizen.id, body.order_id), citizen))

    @router.get(
        "/v1/payments/{payment_id}/receipt",
        summary="Biên nhận để xem và nghe đọc",
        description="Chỉ có khi tiền đã được ghi nhận. Số biên nhận được cấp ở lần xem đầu tiên và không đổi.",
        response_model=ReceiptView,
    )
    async def receipt(payment_id: str, citizen: Citizen) -> Response:
        return typed_response(ReceiptView.of(await issue_receipt(payment_id, citizen.id)))

    @router.get(
        "/v1/payments/{payment_id}/receipt.pdf",
        summary="Biên nhận để in, PDF/A có mã QR",
        description="Mã QR chứa địa chỉ của trang cho biết biên nhận có thật hay không.",
        response_class=Response,
    )
    async def paper(payment_id: str, citizen: Citizen) -> Response:
        return await receipt_paper(await issue_receipt(payment_id, citizen.id))

    return router


def _address(request: Request) -> str:
    """The payer's, as the gateway tells it."""
    forwarded = request.headers.get("x-forwarded-for", "").split(",")[0].strip()
    return forwarded or (request.client.host if request.client else "127.0.0.1")
