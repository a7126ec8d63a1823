"""The home screen: one request for all of it."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.web import api_router
from svc_content.api.cached import IfNoneMatch, cached
from svc_content.api.home.responses import HomeOut
from svc_content.api.labels import Names
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Category
from svc_content.use_cases.article_events import ArticleEvents
from svc_content.use_cases.read_home import ReadHome


def home_routes(read_home: ReadHome, arrangement: Arrangement, events: ArticleEvents) -> APIRouter:
    router = api_router(prefix="/v1", tags=["Trang chính"])

    @router.get(
        "/home",
        summary="Trang chính trong một lần tải",
        description="Ảnh, tiện ích, tin ghim và tin mới, kênh đang phát, cẩm nang, đường dây nóng.",
        response_model=HomeOut,
    )
    async def home(if_none_match: IfNoneMatch = None) -> Response:
        labels = {row.key: row.content.label for row in arrangement.all(Category)}
        return cached(HomeOut.of(await read_home(), labels, Names(arrangement), events), if_none_match)

    return router
