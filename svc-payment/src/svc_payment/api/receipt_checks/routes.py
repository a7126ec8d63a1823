"""Where the QR code of a receipt leads."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import HTMLResponse, Response

from shared.errors import NotFound
from shared.web import LinkedRoute, api_router
from svc_payment.api.receipt_checks import page
from svc_payment.domain.receipt import ReceiptText
from svc_payment.use_cases.check_receipt import CheckReceipt

PATH = "/v1/receipt-checks"


def check_address(public_url: str, receipt: ReceiptText) -> str:
    return f"{public_url}{PATH}/{receipt.number}?key={receipt.payment.receipt_key}"


def receipt_check_routes(check: CheckReceipt) -> APIRouter:
    router = api_router(LinkedRoute, prefix=PATH, tags=["Thanh toán"])

    @router.get(
        "/{number}",
        summary="Trang kiểm tra một biên nhận",
        description="Mã QR trên biên nhận mở trang này. Chỉ hiện những gì đã in trên giấy; tên học sinh được che bớt. "
        "Thiếu hoặc sai khóa thì trả lời như không có biên nhận.",
        response_class=HTMLResponse,
    )
    async def show(
        number: Annotated[str, Path(pattern=r"^BN[0-9]{4}-[0-9]{8}$", description="Số biên nhận")],
        key: Annotated[str, Query(max_length=40, description="Khóa của biên nhận, có trong mã QR")] = "",
    ) -> Response:
        try:
            return HTMLResponse(page.found(await check(number, key)), headers=page.HEADERS)
        except NotFound:
            return HTMLResponse(page.unknown(), 404, page.HEADERS)

    return router
