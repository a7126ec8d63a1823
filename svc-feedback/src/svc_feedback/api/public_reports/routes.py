"""The public list and map, the same for other systems, and the numbers of the statistics page."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.clock import VIETNAM, Clock
from shared.errors import FieldError, Invalid, NotFound
from shared.files.download import as_public_attachment
from shared.files.store import FileStore
from shared.months import Month
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import LinkedRoute, api_router, typed_response
from svc_feedback.api.figures.responses import FigureRow, FiguresView
from svc_feedback.api.public_reports.georss import MEDIA_TYPE as ATOM_TYPE
from svc_feedback.api.public_reports.georss import feed
from svc_feedback.api.public_reports.responses import (
    FeatureCollection,
    MapView,
    PublicReportPage,
    PublicReportRow,
    PublicReportView,
)
from svc_feedback.domain.figures import By
from svc_feedback.domain.place import Box, OffTheMap
from svc_feedback.domain.report_states import PublicGroup
from svc_feedback.store.public_reports import PublicQuery, PublicReports
from svc_feedback.use_cases.read_figures import FigureQuery, ReadFigures
from svc_feedback.use_cases.read_map import MOST_POINTS, ReadMap
from svc_feedback.use_cases.refusals import REPORT_NOT_FOUND
from svc_feedback.use_cases.rules import Rules

FEED_ENTRIES = 50
FIGURE_MONTHS = 12
_CACHED = {"Cache-Control": "public, max-age=30, stale-if-error=86400"}

Category = Annotated[str | None, Query(max_length=60, description="Mã lĩnh vực hoặc chuyên mục")]
Commune = Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="Mã xã, phường")]
Group = Annotated[PublicGroup | None, Query(description="in_progress hoặc completed")]


def public_report_routes(
    public: PublicReports,
    read_map: ReadMap,
    read_figures: ReadFigures,
    files: FileStore,
    public_url: str,
    rules: Rules,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/public-reports", tags=["Phản ánh công khai"])
    passed_on = api_router(LinkedRoute, prefix="/v1/public-reports", tags=["Phản ánh công khai"])

    @router.get(
        "",
        summary="Phản ánh đã công khai, mới nhất trước",
        description="Chỉ gồm phản ánh đã được duyệt công khai, không có thông tin cá nhân. Tìm không cần dấu; lọc "
        "theo lĩnh vực hoặc chuyên mục, xã phường, tình trạng.",
        response_model=PublicReportPage,
    )
    async def list_public(
        page: PageQuery,
        category: Category = None,
        commune: Commune = None,
        group: Group = None,
        q: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        rules.check_commune(commune)
        after = position(page, datetime, str)
        words = rules.catalogue.searched(q) if q else None
        query = PublicQuery(categories_of(category, rules), commune, group, words, after=after, limit=page.limit + 1)
        shown = page_of(await public.latest(query), page.limit, lambda last: encode_cursor(last.sent_at, last.id))
        items = [PublicReportRow.of(each, rules) for each in shown["items"]]
        return typed_response(PublicReportPage(items=items, next=shown["next"]), headers=_CACHED)

    @router.get(
        "/map",
        summary="Bản đồ phản ánh",
        description="Phần bản đồ đang xem (bbox: tây,nam,đông,bắc): từng phản ánh khi phóng to, số lượng theo cụm khi "
        "thu nhỏ. Tọa độ được làm tròn.",
        response_model=MapView,
    )
    async def show_map(
        bbox: Annotated[str, Query(max_length=100, examples=["108.75,15.08,108.85,15.16"])],
        zoom: Annotated[int, Query(ge=0, le=22)],
        category: Category = None,
        group: Group = None,
    ) -> Response:
        query = PublicQuery(categories_of(category, rules), None, group, limit=MOST_POINTS)
        part = await read_map(_box(bbox), zoom, query)
        return typed_response(MapView.of(part, rules), headers=_CACHED)

    @router.get(
        ".geojson",
        summary="Phản ánh công khai dạng GeoJSON",
        description="Cho hệ thống GIS của tỉnh (RFC 7946), đọc tiếp bằng after.",
        response_model=FeatureCollection,
    )
    async def export(
        page: PageQuery, category: Category = None, commune: Commune = None, group: Group = None
    ) -> Response:
        rules.check_commune(commune)
        after = position(page, datetime, str)
        query = PublicQuery(categories_of(category, rules), commune, group, after=after, limit=page.limit + 1)
        shown = page_of(await public.latest(query), page.limit, lambda last: encode_cursor(last.sent_at, last.id))
        answer = typed_response(FeatureCollection.of(shown["items"], shown["next"], public_url, rules), headers=_CACHED)
        answer.headers["Content-Type"] = "application/geo+json"
        return answer

    @passed_on.get(
        ".atom",
        summary="Phản ánh công khai dạng Atom GeoRSS",
        description="Những phản ánh công khai mới nhất, cho trình đọc tin và bản đồ.",
        response_class=Response,
    )
    async def subscribe(category: Category = None, commune: Commune = None) -> Response:
        rules.check_commune(commune)
        found = await public.latest(PublicQuery(categories_of(category, rules), commune, limit=FEED_ENTRIES))
        return Response(feed(found, clock.now(), public_url, rules), 200, dict(_CACHED), ATOM_TYPE)

    @router.get(
        "/figures",
        summary="Số liệu công khai",
        description="Của phản ánh gửi trong 12 tháng gần nhất: tổng số, hoặc theo tháng, lĩnh vực, xã phường. Mỗi tỷ "
        "lệ kèm tử số và mẫu số.",
        response_model=FiguresView,
    )
    async def figures(by: By = By.TOTAL) -> Response:
        this_month = Month.of(clock.now(), VIETNAM)
        period = [this_month.plus(n) for n in range(1 - FIGURE_MONTHS, 1)]
        table = await read_figures(FigureQuery(by, period, None))
        items = [FigureRow.of(row) for row in table.rows]
        answer = FiguresView(since=str(period[0]), until=str(period[-1]), by=by, items=items, at=table.at)
        return typed_response(answer, headers={"Cache-Control": "public, max-age=300, stale-if-error=86400"})

    @router.get(
        "/{report_id}",
        summary="Một phản ánh công khai",
        description="Nội dung và kết quả đã được duyệt công khai.",
        response_model=PublicReportView,
    )
    async def show(report_id: str) -> Response:
        report = await public.find(report_id)
        if report is None:
            raise NotFound(REPORT_NOT_FOUND)
        return typed_response(PublicReportView.of(report, rules), headers=_CACHED)

    @passed_on.get(
        "/{report_id}/files/{file_id}",
        summary="Ảnh công khai của phản ánh",
        description="Ảnh, video và ảnh nhỏ mà người duyệt đã cho công khai.",
        response_class=StreamingResponse,
    )
    async def download(report_id: str, file_id: str) -> Response:
        report = await public.find(report_id)
        held = {each for file in report.all_files for each in (file.id, file.preview)} if report else set()
        stored = await files.find(file_id) if file_id in held else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_public_attachment(files, stored)

    router.routes.extend(passed_on.routes)
    return router


def categories_of(code: str | None, rules: Rules) -> tuple[str, ...]:
    """The categories that ``code``, of a field or a category, stands for. Raises ``Invalid``."""
    if code is None:
        return ()
    found = tuple(
        category.code
        for category in rules.catalogue.categories.values()
        if code in (category.code, category.field.code)
    )
    if not found:
        raise Invalid([FieldError("category", "Không có lĩnh vực, chuyên mục này.")])
    return found


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Invalid([FieldError("bbox", "Phải là tây,nam,đông,bắc, ví dụ 108.75,15.08,108.85,15.16.")]) from None
    try:
        return Box(west, south, east, north)
    except OffTheMap:
        message = "Các tọa độ phải nằm trên bản đồ, tây nhỏ hơn đông, nam nhỏ hơn bắc."
        raise Invalid([FieldError("bbox", message)]) from None
