"""The home screen: one request for all of it."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.web import api_router
from svc_content.api.articles.rows import ArticleRows
from svc_content.api.cached import IfNoneMatch, cached
from svc_content.api.home.responses import HomeView
from svc_content.use_cases.read_home import ReadHome


def home_routes(read_home: ReadHome, rows: ArticleRows) -> APIRouter:
    router = api_router(prefix="/v1", tags=["Trang chính"])

    @router.get(
        "/home",
        summary="Trang chính trong một lần tải",
        description="Ảnh, tiện ích, tin ghim và tin mới, kênh đang phát, cẩm nang, đường dây nóng.",
        response_model=HomeView,
    )
    async def home(if_none_match: IfNoneMatch = None) -> Response:
        read = await read_home()
        articles = await rows([*read.pinned, *read.news], [one.id for one in read.pinned])
        return cached(HomeView.of(read, rows.names, articles), if_none_match)

    return router
