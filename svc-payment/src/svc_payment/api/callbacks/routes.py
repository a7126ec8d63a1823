"""Where providers call: raw bytes in, the provider's own answer out. The page that payers come back to displays."""

import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.errors import Malformed, NotFound, TooLarge, Unauthenticated
from shared.web import LinkedRoute, api_router, typed_response
from svc_payment.api.callbacks.notices import read_notice
from svc_payment.api.callbacks.responses import InquiryView, NoticeView, PayableBillView, UnreadView
from svc_payment.api.students.requests import StudentLookup
from svc_payment.providers.port import Callback
from svc_payment.providers.wire import MAX_CALLBACK_BYTES
from svc_payment.use_cases.inquire_bills import InquireBills
from svc_payment.use_cases.receive_callback import ReceiveCallback
from svc_payment.use_cases.take_in_notice import TakeInNotice

RETURN_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Đang xác nhận thanh toán</title><body style="font:18px sans-serif;max-width:32em;margin:3em auto;padding:0 1em">
<h1 style="font-size:1.3em">Đang xác nhận thanh toán</h1>
<p>Kết quả được đơn vị thanh toán gửi trực tiếp cho hệ thống. Mời Ông/Bà trở lại ứng dụng để xem.</p></body></html>"""


Signature = Annotated[str, Header(max_length=200)]


def callback_routes(
    receive: ReceiveCallback, take_in_notice: TakeInNotice, inquire: InquireBills, bank_key: str, account: str
) -> APIRouter:
    """``account``: the number of the collecting account, of which a bank tells."""
    router = api_router(LinkedRoute, tags=["Đơn vị thanh toán"])

    async def signed_body(request: Request, signature: str) -> bytes:
        """What a bank has signed."""
        if not bank_key:
            raise NotFound()
        body = await request.body()
        expected = hmac.new(bank_key.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), signature.lower().encode()):
            raise Unauthenticated("Chữ ký không đúng.")
        return body

    async def taken(provider: str, request: Request) -> Response:
        body = await request.body()
        if len(body) > MAX_CALLBACK_BYTES:
            raise TooLarge(MAX_CALLBACK_BYTES)
        answer = await receive(provider, Callback(body, request.url.query))
        return Response(answer.body, answer.status, media_type=answer.media_type)

    def add_post(provider: str, path: str, summary: str) -> None:
        @router.post(
            f"/v1/payment-callbacks/{path}",
            name=path,
            summary=summary,
            description="Chữ ký được kiểm tra trên đúng những byte nhận được; câu trả lời theo giao thức của đơn vị.",
            response_class=Response,
        )
        async def post(request: Request) -> Response:
            return await taken(provider, request)

    add_post("zalo", "zalo", "Zalo báo kết quả thanh toán")
    add_post("zalo", "zalo-notify", "Zalo báo người dân chọn chuyển khoản hoặc trả tại quầy")
    add_post("zalopay", "zalopay", "ZaloPay báo đã thu tiền")
    add_post("momo", "momo", "MoMo báo kết quả thanh toán")

    @router.get(
        "/v1/payment-callbacks/vnpay",
        summary="VNPAY báo kết quả thanh toán (IPN)",
        description="Các mã trả lời 00, 01, 02, 04, 97 và 99 theo tài liệu của VNPAY.",
        response_class=Response,
    )
    async def ipn(request: Request) -> Response:
        return await taken("vnpay", request)

    @router.post(
        "/v1/payment-callbacks/bank",
        summary="Ngân hàng báo có",
        description="Thân yêu cầu được ký bằng HMAC-SHA256 trong tiêu đề X-Bank-Signature; báo lại không đổi gì. Giao "
        "dịch thiếu hoặc sai được nêu trong unreadable và chờ cán bộ tra soát; những giao dịch khác vẫn được ghi nhận.",
        response_model=NoticeView,
    )
    async def bank(request: Request, x_bank_signature: Signature = "") -> Response:
        body = await signed_body(request, x_bank_signature)
        credits, unread = read_notice(body, account)
        result = await take_in_notice(credits, unread)
        return typed_response(
            NoticeView(
                received=result.credits,
                matched=result.matched,
                repeated=result.repeated,
                unreadable=[UnreadView.model_validate(vars(one)) for one in unread],
            )
        )

    @router.post(
        "/v1/payment-callbacks/bank-inquiry",
        summary="Ngân hàng tra cứu khoản phải nộp theo mã học sinh",
        description="Ký như báo có. Tên được che; mỗi phiếu thu kèm nội dung chuyển khoản để ghép tự động.",
        response_model=InquiryView,
    )
    async def inquiry(request: Request, x_bank_signature: Signature = "") -> Response:
        body = await signed_body(request, x_bank_signature)
        try:
            wanted = StudentLookup.model_validate_json(body)
        except ValidationError:
            raise Malformed() from None
        student, payable = await inquire(wanted.school_id, wanted.student_code)
        bills = [PayableBillView.model_validate(vars(bill)) for bill in payable]
        return typed_response(InquiryView(masked_name=student.masked_name, bills=bills))

    @router.get(
        "/v1/payment-returns",
        summary="Trang người dân quay lại sau khi thanh toán",
        description="Chỉ hiển thị; không tham số nào ở đây đổi trạng thái của khoản thanh toán.",
        response_class=HTMLResponse,
    )
    async def returned() -> Response:
        return HTMLResponse(RETURN_PAGE)

    return router
