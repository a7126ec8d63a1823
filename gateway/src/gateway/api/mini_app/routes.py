"""The mini app for browsers, at ``/app/``."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import HTMLResponse, Response

from gateway.api.static_response import static_response
from gateway.mini_app import MiniApp
from shared.errors import NotFound
from shared.web import LinkedRoute, api_router

ReadHome = Callable[[], Awaitable[bytes | None]]
"""What ``/v1/home`` answers now; ``None`` where that is not known at once."""


def mini_app_routes(mini_app: MiniApp | None, home: ReadHome) -> APIRouter:
    """The routes of the mini app, under which nothing is found where no package was given."""
    router = api_router(LinkedRoute, include_in_schema=False)

    @router.get(
        "/app",
        summary="Ứng dụng nhỏ trên trình duyệt",
        description="Trang mở ứng dụng nhỏ khi không có Zalo, để xem và thử.",
        response_class=HTMLResponse,
    )
    async def page() -> Response:
        if mini_app is None:
            raise NotFound()
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": mini_app.policy}
        return HTMLResponse(mini_app.page(await home()), headers=headers)

    @router.get(
        "/app/{file}",
        summary="Tệp của ứng dụng nhỏ",
        description="Tệp tĩnh không bao giờ thay đổi dưới cùng một tên.",
    )
    async def file(file: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
        if mini_app is None or file not in mini_app:
            raise NotFound()
        accepted = accept_encoding if mini_app.is_text(file) else ""
        return await static_response(mini_app.packed, file, mini_app.media_type(file), accepted)

    return router
