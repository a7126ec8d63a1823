"""Staff sign in in a browser: from a console to Zalo's login page and back."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Query
from starlette.responses import RedirectResponse, Response

from gateway.api.staff_auth.requests import LoginCodeRequest
from gateway.api.staff_auth.responses import StaffSessionView
from gateway.domain.console_login import LOGIN_LIFE
from gateway.domain.roles import Labels
from gateway.use_cases.begin_staff_login import BeginStaffLogin
from gateway.use_cases.begin_staff_session import BeginStaffSession
from gateway.use_cases.finish_staff_login import FinishStaffLogin
from shared.web import LinkedRoute, api_router, typed_response

_PATH = "/v1/staff/auth"
_COOKIE = "staff_login"
_NOT_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

Given = Annotated[str, Query(min_length=1, max_length=2048, pattern=r"^[\x21-\x7e]+$")]
State = Annotated[str, Query(max_length=512, pattern=r"^[\x21-\x7e]*$", description="Trả lại nguyên vẹn khi quay về.")]
Challenge = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9_-]{43}$", description="SHA-256 của `code_verifier`, base64url (RFC 7636, S256).")
]
ReturnTo = Annotated[
    str, Query(min_length=1, max_length=2048, description="Địa chỉ quay về, đúng như đã đăng ký với hệ thống.")
]


def staff_auth_routes(
    begin: BeginStaffLogin,
    finish: FinishStaffLogin,
    begin_session: BeginStaffSession,
    labels: Labels,
    *,
    secure: bool,
) -> APIRouter:
    """``secure``: browsers reach the gateway by HTTPS, so the cookie travels by nothing else."""
    router = api_router(prefix=_PATH, tags=["Cán bộ"])
    from_zalo = api_router(LinkedRoute, prefix=_PATH, tags=["Cán bộ"])

    @router.get(
        "/login",
        summary="Chuyển cán bộ đến trang đăng nhập Zalo",
        description=(
            "Trang của cán bộ mở địa chỉ này trong trình duyệt. Trình duyệt được chuyển đến Zalo và giữ một cookie "
            "dùng một lần trong 10 phút; chỉ trình duyệt đó mới quay lại đăng nhập được."
        ),
        status_code=302,
        response_class=RedirectResponse,
    )
    async def login(return_to: ReturnTo, code_challenge: Challenge, state: State = "") -> Response:
        started = await begin(return_to, state, code_challenge)
        response = RedirectResponse(started.page, 302, _NOT_KEPT)
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

    @from_zalo.get(
        "/callback",
        summary="Nhận cán bộ quay lại từ trang đăng nhập Zalo",
        description=(
            "Zalo chuyển trình duyệt về đây; trình duyệt được chuyển tiếp về địa chỉ `return_to` kèm `code` dùng một "
            "lần trong 1 phút, hoặc `error`: `login-expired`, `login-declined`, `zalo-unavailable`."
        ),
        status_code=302,
        response_class=RedirectResponse,
    )
    async def callback(
        state: Given, code: Given | None = None, staff_login: Annotated[str, Cookie(max_length=128)] = ""
    ) -> Response:
        response = RedirectResponse(await finish(state, staff_login, code), 302, _NOT_KEPT)
        response.delete_cookie(_COOKIE, path=_PATH, secure=secure, httponly=True, samesite="lax")
        return response

    @router.post(
        "/session",
        summary="Đổi mã một lần lấy mã phiên",
        description=(
            "Mỗi mã chỉ đổi được một lần, bởi ứng dụng giữ `code_verifier`. Cán bộ chưa được phân quyền nhận mã cán bộ "
            "để gửi cho quản trị viên (403 `no-role`)."
        ),
        response_model=StaffSessionView,
    )
    async def exchange(body: LoginCodeRequest) -> Response:
        member, tokens = await begin_session(body.code, body.code_verifier)
        return typed_response(StaffSessionView.of_staff(member, labels, tokens))

    router.routes.extend(from_zalo.routes)
    return router
