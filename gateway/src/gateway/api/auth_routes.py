"""Signing in, going on, signing out."""

from fastapi import APIRouter
from starlette.responses import Response

from gateway.api.schemas import CitizenSession, RefreshToken, TokensOut, ZaloSignIn, citizen_out, tokens_out
from gateway.use_cases.refresh_session import RefreshSession
from gateway.use_cases.sign_in_citizen import SignInCitizen
from gateway.use_cases.sign_out import SignOut
from shared.web import api_router


def auth_routes(sign_in: SignInCitizen, refresh: RefreshSession, sign_out: SignOut) -> APIRouter:
    router = api_router(prefix="/v1/auth", tags=["Đăng nhập"])

    @router.post("/zalo", summary="Đăng nhập bằng mã truy cập Zalo của ứng dụng", response_model=CitizenSession)
    async def zalo(body: ZaloSignIn) -> CitizenSession:
        citizen, tokens = await sign_in(body.access_token)
        return CitizenSession.model_validate({**tokens_out(tokens), "citizen": citizen_out(citizen)})

    @router.post("/refresh", summary="Đổi mã làm mới lấy cặp mã phiên mới", response_model=TokensOut)
    async def refreshed(body: RefreshToken) -> TokensOut:
        return TokensOut.model_validate(tokens_out(await refresh(body.refresh_token)))

    @router.post("/logout", summary="Đăng xuất", status_code=204)
    async def logout(body: RefreshToken) -> Response:
        await sign_out(body.refresh_token)
        return Response(status_code=204)

    return router
