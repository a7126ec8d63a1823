"""News, for everybody."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, Response

from shared.clock import Clock
from shared.errors import NotFound
from shared.files.store import FileStore
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import LinkedRoute, api_router
from svc_content.api.articles.page import HEADERS, article_page
from svc_content.api.articles.responses import ArticleDetail, Categories, CategoryRow, NewsPage
from svc_content.api.articles.rows import ArticleRows
from svc_content.api.cached import IfNoneMatch, cached, cached_bytes
from svc_content.api.metered import REPORT_READS, Meter, reads
from svc_content.api.open_formats.site import Site
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Category
from svc_content.store.articles import Articles
from svc_content.use_cases.count_reads import CountReads

PINNED = 5
RELATED = 4
NO_CATEGORY = "Không có chuyên mục nào mang mã này."


def article_routes(
    articles: Articles,
    files: FileStore,
    arrangement: Arrangement,
    rows: ArticleRows,
    count: CountReads,
    public_url: str,
    clock: Clock,
) -> APIRouter:
    router, passed_on = api_router(tags=["Tin tức"]), api_router(LinkedRoute, tags=["Tin tức"])

    @router.get(
        "/v1/news/categories",
        summary="Chuyên mục tin tức",
        description="Theo thứ tự hiển thị.",
        response_model=Categories,
    )
    async def list_categories(if_none_match: IfNoneMatch = None) -> Response:
        items = [
            CategoryRow(code=one.key, label=one.content.label, icon=one.content.icon)
            for one in arrangement.all(Category)
        ]
        return cached(Categories(items=items), if_none_match)

    @router.get(
        "/v1/news",
        summary="Tin mới nhất",
        description="Tin được ghim đứng riêng ở trang đầu; có thể lọc theo chuyên mục.",
        response_model=NewsPage,
    )
    async def list_news(
        page: PageQuery,
        category: Annotated[str | None, Query(max_length=40)] = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        arrangement.check_known("category", category, Category, NO_CATEGORY)
        now = clock.now()
        key = position(page, datetime, str)
        pinned = [] if category else await articles.pinned(now, PINNED)
        found = await articles.news(
            category, now, (key[0], key[1]) if key else None, page.limit + 1, [one.id for one in pinned]
        )
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.shown.first_at, last.id))
        above = [] if key else pinned
        made = await rows([*above, *shown["items"]], [one.id for one in above])
        answer = NewsPage(
            pinned=made[: len(above)],
            items=made[len(above) :],
            next=shown["next"],
            total=await articles.count_news(category, now),
        )
        return cached(answer, if_none_match)

    async def whole(article_id: str) -> ArticleDetail:
        now = clock.now()
        one = await articles.public(article_id, now)
        if one is None:
            raise NotFound("Tin bài không có, hoặc đã được gỡ.")
        others = await articles.related(one, now, RELATED)
        row, *related = await rows([one, *others], [one.id] if one.shown.pinned(now) else [])
        attached = await files.named(one.shown.content.attachments)
        return ArticleDetail.whole(row, one, attached, related)

    @router.get(
        "/v1/news/{article_id}",
        summary="Một tin bài",
        description="Nội dung đã làm sạch, bản chữ để đọc thành tiếng, nguồn và giấy phép, và các tin liên quan.",
        response_model=ArticleDetail,
    )
    async def show_article(article_id: str, if_none_match: IfNoneMatch = None, meter: Meter = None) -> Response:
        article = await whole(article_id)
        count.read(article.id, reads(meter))
        return cached(article, if_none_match, REPORT_READS)

    @passed_on.get(
        "/v1/news/{article_id}/page",
        summary="Trang web của một tin bài",
        description="Trang HTML cho máy tìm kiếm và người mở liên kết ngoài Zalo; lượt xem ở đây không được đếm.",
        response_class=HTMLResponse,
    )
    async def show_page(article_id: str, if_none_match: IfNoneMatch = None) -> Response:
        html = article_page(Site.of(arrangement, public_url), await whole(article_id))
        return cached_bytes(html, "text/html; charset=utf-8", if_none_match, HEADERS)

    router.routes.extend(passed_on.routes)
    return router
