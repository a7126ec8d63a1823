"""Staff sign in in a browser: to Zalo's login page and back."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Query
from starlette.responses import RedirectResponse, Response

from gateway.api.schemas import StaffOut, StaffSession, tokens_out
from gateway.use_cases.sign_in_staff import LOGIN_LIFE, SignInStaff
from shared.web import api_router

_PATH = "/v1/staff/auth"
_COOKIE = "staff_login"

Given = Annotated[str, Query(min_length=1, max_length=2048, pattern=r"^[\x21-\x7e]+$")]


def staff_auth_routes(sign_in: SignInStaff, *, secure: bool) -> APIRouter:
    """``secure``: browsers reach the gateway by HTTPS, so the cookie travels by nothing else."""
    router = api_router(prefix=_PATH, tags=["Cán bộ"])

    @router.get(
        "/login", summary="Chuyển cán bộ đến trang đăng nhập Zalo", status_code=302, response_class=RedirectResponse
    )
    async def login() -> Response:
        page, browser = await sign_in.leave()
        response = RedirectResponse(page, 302, {"Cache-Control": "no-store"})
        response.set_cookie(
            _COOKIE,
            browser,
            max_age=int(LOGIN_LIFE.total_seconds()),
            path=_PATH,
            secure=secure,
            httponly=True,
            samesite="lax",
        )
        return response

    @router.get("/callback", summary="Nhận cán bộ quay lại từ trang đăng nhập Zalo", response_model=StaffSession)
    async def callback(
        code: Given, state: Given, response: Response, staff_login: Annotated[str, Cookie(max_length=128)] = ""
    ) -> StaffSession:
        staff, tokens = await sign_in.come_back(state, staff_login, code)
        response.delete_cookie(_COOKIE, path=_PATH, secure=secure, httponly=True, samesite="lax")
        out = StaffOut(id=staff.id, name=staff.name, roles=staff.roles())
        return StaffSession.model_validate({**tokens_out(tokens), "staff": out})

    return router
