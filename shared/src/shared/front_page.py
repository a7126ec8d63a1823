"""The page at a service's root: whoever opens its address sees what answers here, and where that is described."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Quảng Ngãi Smart</title>
<link rel="icon" href="data:,">
</head>
<body>
<h1>{title}</h1>
<p>Đây là một dịch vụ của Quảng Ngãi Smart. Ứng dụng gọi dịch vụ này qua cổng, không gọi trực tiếp.</p>
<p>Tài liệu API cho máy đọc: <a href="/openapi.json">openapi.json</a>.</p>
</body>
</html>
"""
_HEADERS = {"Content-Security-Policy": "default-src 'none'; img-src data:; frame-ancestors 'none'"}


def front_page(title: str) -> Route:
    page = _PAGE.format(title=escape(title))

    async def show(_request: Request) -> Response:
        return HTMLResponse(page, headers=_HEADERS)

    return Route("/", show, include_in_schema=False)
