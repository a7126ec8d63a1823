"""What other programs read: RSS and sitemap of the news, calendars, and how to search here."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import VIETNAM, Clock
from shared.errors import NotFound
from shared.reference.calendar_file import shipped_calendar
from shared.reference.followed_calendar import FollowedCalendar
from shared.web import LinkedRoute, api_router
from svc_content.api.articles.routes import NO_CATEGORY
from svc_content.api.cached import IfNoneMatch, cached_bytes
from svc_content.api.open_formats.documents import holidays_calendar, opensearch, programmes_calendar, rss, sitemap
from svc_content.api.open_formats.site import Site
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Category, Channel
from svc_content.domain.screens import Screen, link
from svc_content.store.articles import Articles
from svc_content.store.programme_days import ProgrammeDays

RSS_ITEMS = 50
SITEMAP_ITEMS = 5_000
AHEAD = timedelta(days=14)


def open_format_routes(
    articles: Articles,
    days: ProgrammeDays,
    arrangement: Arrangement,
    calendar: FollowedCalendar,
    public_url: str,
    mini_app_id: str,
    clock: Clock,
) -> APIRouter:
    router = api_router(LinkedRoute, prefix="/v1", tags=["Dữ liệu mở"])
    names = {row.day: row.name for row in shipped_calendar().days_off}
    site = partial(Site.of, arrangement, public_url)

    @router.get(
        "/news.rss",
        summary="Tin tức dạng RSS",
        description="50 tin mới nhất; liên kết mở tin trong ứng dụng Zalo.",
        response_class=Response,
    )
    async def news(
        category: Annotated[str | None, Query(max_length=40)] = None, if_none_match: IfNoneMatch = None
    ) -> Response:
        arrangement.check_known("category", category, Category, NO_CATEGORY)
        found = await articles.news(category, clock.now(), None, RSS_ITEMS)
        labels = {row.key: row.content.label for row in arrangement.all(Category)}
        links = {one.id: link(mini_app_id, Screen.ARTICLE, one.id) for one in found}
        return cached_bytes(rss(site(), found, labels, links), "application/rss+xml", if_none_match)

    @router.get(
        "/sitemap.xml",
        summary="Sơ đồ các tin công khai",
        description="Cho máy tìm kiếm; tin mới đứng trước.",
        response_class=Response,
    )
    async def map_of_news(if_none_match: IfNoneMatch = None) -> Response:
        found = await articles.news(None, clock.now(), None, SITEMAP_ITEMS)
        return cached_bytes(sitemap(site(), found), "application/xml", if_none_match)

    @router.get(
        "/opensearch.xml",
        summary="Mô tả cách tìm kiếm",
        description="OpenSearch, cho trình duyệt và máy tìm kiếm.",
        response_class=Response,
    )
    async def description(if_none_match: IfNoneMatch = None) -> Response:
        described = opensearch(site(), link(mini_app_id, Screen.SEARCH))
        return cached_bytes(described, "application/opensearchdescription+xml", if_none_match)

    @router.get(
        "/tv/channels/{code}/programmes.ics",
        summary="Lịch phát sóng dạng iCalendar",
        description="Từ hôm nay đến hai tuần tới, theo như lịch đã nhập.",
        response_class=Response,
    )
    async def programmes(code: str, if_none_match: IfNoneMatch = None) -> Response:
        channel = arrangement.find(Channel, code)
        if channel is None:
            raise NotFound("Không tìm thấy kênh này.")
        today = clock.now().astimezone(VIETNAM).date()
        found = await days.days(code, today, today + AHEAD)
        coming = [programme for day in found for programme in day.programmes]
        # Not of the moment, so that the same guide is the same document.
        stamp = max((day.imported_at for day in found), default=clock.now())
        return cached_bytes(
            programmes_calendar(channel.content.name, code, coming, stamp),
            "text/calendar; charset=utf-8",
            if_none_match,
        )

    @router.get(
        "/holidays.ics",
        summary="Ngày nghỉ dạng iCalendar",
        description="Các ngày nghỉ rơi vào ngày làm việc, như cơ quan tính thời hạn giải quyết.",
        response_class=Response,
    )
    async def holidays(if_none_match: IfNoneMatch = None) -> Response:
        off: list[date] = sorted(calendar.current.days_off)
        document = holidays_calendar([(day, names.get(day, "Ngày nghỉ lễ")) for day in off], _stamp(off))
        return cached_bytes(document, "text/calendar; charset=utf-8", if_none_match)

    return router


def _stamp(days: list[date]) -> datetime:
    """The moment of the first day: what does not change has one document."""
    return datetime.combine(days[0], time(), VIETNAM) if days else datetime(2026, 1, 1, tzinfo=VIETNAM)
