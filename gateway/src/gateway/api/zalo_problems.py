"""Zalo's refusals as the mini app hears them."""

from collections.abc import Callable, Mapping
from functools import partial

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from gateway.zalo.errors import ZaloErrorKind, ZaloRefused
from shared.errors import Invalid, ServiceError, Unauthenticated, Unavailable
from shared.problem import Problem
from shared.web import problem_response

_BUSY = "Zalo đang bận hoặc gián đoạn. Vui lòng thử lại sau ít phút."
_BROKEN: Callable[[], ServiceError] = partial(
    Problem,
    502,
    "zalo-refused",
    "Không kết nối được với Zalo",
    "Hệ thống chưa kết nối được với Zalo. Chúng tôi đã được báo và đang xử lý.",
)

_ERRORS: Mapping[ZaloErrorKind, Callable[[], ServiceError]] = {
    ZaloErrorKind.TOKEN: partial(Unauthenticated, "Phiên Zalo đã hết hạn. Vui lòng mở lại ứng dụng từ Zalo."),
    ZaloErrorKind.CODE: partial(
        Invalid,
        code="zalo-code",
        title="Mã Zalo không dùng được",
        detail="Mã do Zalo cấp đã hết hạn hoặc đã được dùng. Vui lòng cho phép lại trong Zalo.",
    ),
    ZaloErrorKind.QUOTA: partial(Unavailable, 60, code="zalo-busy", title="Zalo tạm thời quá tải", detail=_BUSY),
    ZaloErrorKind.TRANSIENT: partial(
        Unavailable, 5, code="zalo-unavailable", title="Zalo tạm thời gián đoạn", detail=_BUSY
    ),
    ZaloErrorKind.FOREIGN_PHONE: partial(
        Invalid,
        code="phone-foreign",
        title="Chưa dùng được số điện thoại nước ngoài",
        detail="Tài khoản Zalo này dùng số nước ngoài, nên tin nhắn qua số điện thoại không gửi đến được. Ông/Bà vẫn "
        "nộp hồ sơ và nhận tin trong ứng dụng bình thường; xin ghi một số di động Việt Nam khi cơ quan cần gọi lại.",
    ),
    ZaloErrorKind.OPERATOR: _BROKEN,
    ZaloErrorKind.REFUSED: _BROKEN,
}


def zalo_problem(refusal: ZaloRefused) -> ServiceError:
    return _ERRORS[refusal.kind]()


def answer_zalo_refusals(app: FastAPI) -> None:
    async def on_refusal(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ZaloRefused)
        return problem_response(zalo_problem(error))

    app.add_exception_handler(ZaloRefused, on_refusal)
