"""Zalo's refusals as problems for the mini app."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from gateway.zalo.errors import Kind, ZaloRefused
from shared.errors import ServiceError, Unauthenticated
from shared.problem import Problem
from shared.web import problem_response

_ASK_AGAIN = "Mã do Zalo cấp đã hết hạn hoặc đã được dùng. Vui lòng cho phép lại trong Zalo."
_SIGN_IN_AGAIN = "Phiên Zalo đã hết hạn. Vui lòng mở lại ứng dụng từ Zalo."
_BUSY = "Zalo đang bận hoặc gián đoạn. Vui lòng thử lại sau ít phút."
_BROKEN = "Hệ thống chưa kết nối được với Zalo. Chúng tôi đã được báo và đang xử lý."


def zalo_problem(refusal: ZaloRefused) -> ServiceError:
    match refusal.kind:
        case Kind.TOKEN:
            return Unauthenticated(_SIGN_IN_AGAIN)
        case Kind.CODE:
            return Problem(422, "zalo-code", "Mã Zalo không dùng được", _ASK_AGAIN)
        case Kind.QUOTA:
            return Problem(503, "zalo-busy", "Zalo tạm thời quá tải", _BUSY, headers={"Retry-After": "60"})
        case Kind.TRANSIENT:
            return Problem(503, "zalo-unavailable", "Zalo tạm thời gián đoạn", _BUSY, headers={"Retry-After": "5"})
        case Kind.OPERATOR | Kind.REFUSED:
            return Problem(502, "zalo-refused", "Không kết nối được với Zalo", _BROKEN)


def answer_zalo_refusals(app: FastAPI) -> None:
    async def on_refusal(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ZaloRefused)
        return problem_response(zalo_problem(error))

    app.add_exception_handler(ZaloRefused, on_refusal)
