"""Staff sign in in a browser: to Zalo's login page and back."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Query
from starlette.responses import RedirectResponse, Response

from gateway.api.staff_auth.responses import StaffSessionResponse
from gateway.use_cases.begin_staff_login import LOGIN_LIFE, BeginStaffLogin
from gateway.use_cases.finish_staff_login import FinishStaffLogin
from shared.web import api_router, typed_response

_PATH = "/v1/staff/auth"
_COOKIE = "staff_login"

Given = Annotated[str, Query(min_length=1, max_length=2048, pattern=r"^[\x21-\x7e]+$")]


def staff_auth_routes(begin: BeginStaffLogin, finish: FinishStaffLogin, *, secure: bool) -> APIRouter:
    """``secure``: browsers reach the gateway by HTTPS, so the cookie travels by nothing else."""
    router = api_router(prefix=_PATH, tags=["Cán bộ"])

    @router.get(
        "/login",
        summary="Chuyển cán bộ đến trang đăng nhập Zalo",
        description=(
            "Trình duyệt được chuyển đến Zalo và giữ một cookie dùng một lần trong 10 phút; chỉ trình duyệt "
            "đó mới quay lại đăng nhập được."
        ),
        status_code=302,
        response_class=RedirectResponse,
    )
    async def login() -> Response:
        started = await begin()
        response = RedirectResponse(started.page, 302, {"Cache-Control": "no-store"})
        response.set_cookie(
            _COOKIE,
            started.browser,
            max_age=int(LOGIN_LIFE.total_seconds()),
            path=_PATH,
            secure=secure,
            httponly=True,
            samesite="lax",
        )
        return response

    @router.get(
        "/callback",
        summary="Nhận cán bộ quay lại từ trang đăng nhập Zalo",
        description=(
            "Zalo chuyển trình duyệt về đây kèm mã đăng nhập. Cán bộ đã được phân quyền nhận mã phiên; cán bộ "
            "chưa được phân quyền nhận mã cán bộ để gửi cho quản trị viên (403)."
        ),
        response_model=StaffSessionResponse,
    )
    async def callback(code: Given, state: Given, staff_login: Annotated[str, Cookie(max_length=128)] = "") -> Response:
        member, tokens = await finish(state, staff_login, code)
        response = typed_response(StaffSessionResponse.of_staff(member, tokens))
        response.delete_cookie(_COOKIE, path=_PATH, secure=secure, httponly=True, samesite="lax")
        return response

    return router
