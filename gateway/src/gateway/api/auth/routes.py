"""Signing in, going on, signing out."""

from fastapi import APIRouter
from starlette.responses import Response

from gateway.api.auth.requests import RefreshToken, ZaloSignIn
from gateway.api.auth.responses import CitizenSessionView, TokensView
from gateway.use_cases.refresh_session import RefreshSession
from gateway.use_cases.sign_in_citizen import SignInCitizen
from gateway.use_cases.sign_out import SignOut
from shared.web import api_router, typed_response


def auth_routes(sign_in: SignInCitizen, refresh: RefreshSession, sign_out: SignOut) -> APIRouter:
    router = api_router(prefix="/v1/auth", tags=["Đăng nhập"])

    @router.post(
        "/zalo",
        summary="Đăng nhập bằng mã truy cập Zalo của ứng dụng",
        description=(
            "Ứng dụng gửi mã truy cập lấy từ Zalo Mini App SDK. Người dân đăng nhập lần đầu được tạo tài khoản. "
            "Mã phiên dùng được 15 phút; mã làm mới chỉ dùng được một lần để lấy cặp mã tiếp theo."
        ),
        response_model=CitizenSessionView,
    )
    async def zalo(body: ZaloSignIn) -> Response:
        citizen, tokens = await sign_in(body.access_token)
        return typed_response(CitizenSessionView.of_citizen(citizen, tokens))

    @router.post(
        "/refresh",
        summary="Đổi mã làm mới lấy cặp mã phiên mới",
        description=(
            "Mỗi mã làm mới chỉ dùng được một lần. Nếu một mã đã dùng được gửi lại khi phiên còn hiệu lực, cả phiên bị "
            "kết thúc và người dùng phải đăng nhập lại. Phiên hết hạn sau 30 ngày không sử dụng (cán bộ: 2 giờ)."
        ),
        response_model=TokensView,
    )
    async def refreshed(body: RefreshToken) -> Response:
        return typed_response(TokensView.of(await refresh(body.refresh_token)))

    @router.post(
        "/logout",
        summary="Đăng xuất",
        description=(
            "Kết thúc phiên của mã làm mới được gửi, kể cả khi mã đó đã dùng. Mã phiên đang có hết hiệu lực chậm nhất "
            "sau 15 phút. Gửi lại nhiều lần cũng không sao."
        ),
        status_code=204,
    )
    async def logout(body: RefreshToken) -> Response:
        await sign_out(body.refresh_token)
        return Response(status_code=204)

    return router
