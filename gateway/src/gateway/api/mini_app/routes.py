"""The mini app for browsers, at ``/app/``."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import HTMLResponse, Response

from gateway.mini_app import MiniApp
from gateway.openapi.page import CODINGS
from gateway.proxy.compression import coding_for
from shared.errors import NotFound
from shared.web import api_router

_NEVER_CHANGES = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def mini_app_routes(mini_app: MiniApp | None) -> APIRouter:
    """Without a package there is nothing to be found."""
    router = api_router(include_in_schema=False)

    @router.get(
        "/app",
        summary="Ứng dụng nhỏ trên trình duyệt",
        description="Trang mở ứng dụng nhỏ khi không có Zalo, để xem và thử.",
    )
    async def page() -> Response:
        if mini_app is None:
            raise NotFound()
        return HTMLResponse(
            mini_app.page, headers={"Cache-Control": "no-cache", "Content-Security-Policy": mini_app.policy}
        )

    @router.get(
        "/app/{file}",
        summary="Tệp của ứng dụng nhỏ",
        description="Tệp tĩnh không bao giờ thay đổi dưới cùng một tên.",
    )
    async def file(file: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
        if mini_app is None or file not in mini_app:
            raise NotFound()
        coding = coding_for(accept_encoding.encode("latin-1"), CODINGS) if mini_app.is_text(file) else None
        content = await asyncio.to_thread(mini_app.packed, file, coding)
        headers = _NEVER_CHANGES | ({"Content-Encoding": coding.decode()} if coding else {})
        return Response(content, headers=headers, media_type=mini_app.media_type(file))

    return router
