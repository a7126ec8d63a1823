"""What the gateway tells everybody: the keys that verify its tokens, and its interface."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway.api.static_response import static_response
from gateway.keys.signing_keys import SigningKeys
from gateway.openapi.merged import MergedOpenApi
from gateway.openapi.page import POLICY, assets, packed, page
from shared.errors import NotFound
from shared.web import LinkedRoute, api_router, json_response

_KEYS_FRESH = {"Cache-Control": "public, max-age=60"}
_PAGE = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}


def published_routes(keys: SigningKeys, interface: MergedOpenApi) -> APIRouter:
    router = api_router(LinkedRoute, include_in_schema=False)

    @router.get(
        "/.well-known/jwks.json",
        summary="Khóa công khai của mã phiên",
        description="Bộ khóa (RFC 7517) để các dịch vụ kiểm tra chữ ký của mã phiên do cổng cấp.",
    )
    async def key_set() -> Response:
        return json_response(keys.key_set(), headers=_KEYS_FRESH)

    @router.get(
        "/",
        summary="Trang đầu của cổng",
        description="Chuyển đến tài liệu API, cho người mở địa chỉ của cổng bằng trình duyệt.",
    )
    async def front() -> Response:
        return RedirectResponse("/docs")

    @router.get(
        "/openapi.json",
        summary="Tài liệu API cho máy đọc",
        description="Tài liệu OpenAPI 3.1 gộp của cổng và mọi dịch vụ, đúng những đường dẫn gọi được từ bên ngoài.",
    )
    async def openapi() -> Response:
        return json_response(await interface.document())

    @router.get(
        "/docs",
        summary="Tài liệu API cho người đọc",
        description="Trang tra cứu, tìm kiếm và gọi thử các API.",
    )
    async def docs() -> Response:
        return HTMLResponse(page(), headers=_PAGE)

    @router.get(
        "/docs/{asset}",
        summary="Tệp của trang tài liệu API",
        description="Tệp tĩnh không bao giờ thay đổi dưới cùng một tên.",
    )
    async def asset(asset: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
        if asset not in assets():
            raise NotFound()
        return await static_response(packed, asset, "text/javascript", accept_encoding)

    return router
