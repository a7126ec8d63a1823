"""The catalogue, for everybody."""

from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query
from starlette.responses import Response

from shared.clock import Clock
from shared.errors import NotFound
from shared.fields import Day
from shared.filters import check_known
from shared.pagination import PageQuery, encode_cursor, position
from shared.text import fold
from shared.web import api_router, typed_response
from svc_dossier.api.procedures.responses import (
    Fees,
    FormOptions,
    ProcedurePage,
    ProcedureRow,
    SectorList,
    SectorRow,
)
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.form_options import form_options
from svc_dossier.catalogue.procedure_file import Channel, Level
from svc_dossier.catalogue.public_procedure import PublicProcedure
from svc_dossier.catalogue.published_pages import Page, PublishedPages

OptionsName = Annotated[str, Path(max_length=60, description="Tên của danh sách", examples=["dan-toc"])]

Copies = Annotated[int | None, Query(ge=0, le=50, description="Số bản sao đề nghị cấp, nếu tờ khai có hỏi")]

CACHING = {"Cache-Control": "public, max-age=60, stale-if-error=86400"}


def procedure_routes(catalogue: Catalogue, pages: PublishedPages, calendars: Calendars, clock: Clock) -> APIRouter:
    router = api_router(prefix="/v1/procedures", tags=["Thủ tục"])

    def today() -> date:
        return calendars.current.day_of(clock.now())

    @router.get(
        "",
        summary="Tìm thủ tục, không cần dấu",
        description="Các thủ tục đang có hiệu lực, phù hợp nhất trước; có thể lọc theo lĩnh vực và cấp thực hiện.",
        response_model=ProcedurePage,
    )
    async def search_procedures(
        page: PageQuery,
        q: Annotated[str, Query(max_length=100, description="Từ khóa, có dấu hoặc không")] = "",
        sector: Annotated[str | None, Query(max_length=60, examples=["ho-tich"])] = None,
        level: Level | None = None,
    ) -> Response:
        after, day = position(page, int, str, str), today()
        if sector is not None:
            sectors = {published.file.sector.id for published in catalogue.all_in_force(day)}
            check_known("sector", sector, sectors, "Không có lĩnh vực nào mang mã này.")
        found = catalogue.search(q, day, sector=sector, level=level, after=after, limit=page.limit + 1)
        shown = found[: page.limit]
        more = encode_cursor(*shown[-1][0]) if len(found) > page.limit else None
        items = [ProcedureRow.of(published, day) for _, published in shown]
        return typed_response(ProcedurePage(items=items, next=more), headers=CACHING)

    @router.get(
        "/sectors",
        summary="Các lĩnh vực có thủ tục",
        description="Để chọn lĩnh vực trước khi chọn thủ tục; theo tên.",
        response_model=SectorList,
    )
    async def list_sectors() -> Response:
        sectors = Counter(published.file.sector for published in catalogue.all_in_force(today()))
        rows = [SectorRow(**vars(sector), procedures=count) for sector, count in sectors.items()]
        return typed_response(SectorList(items=sorted(rows, key=lambda row: fold(row.name))), headers=CACHING)

    @router.get(
        "/form-options/{name}",
        summary="Danh sách để chọn cho một mục của biểu mẫu",
        description="Mục của biểu mẫu có x-options thì nêu đường dẫn này; người khai vẫn được nhập từ khác.",
        response_model=FormOptions,
    )
    async def list_options(name: OptionsName) -> Response:
        options = form_options().get(name)
        if options is None:
            raise NotFound("Không có danh sách này.")
        return typed_response(FormOptions(items=[*options]), headers=CACHING)

    @router.get(
        "/{code}",
        summary="Thủ tục với biểu mẫu, giấy tờ, phí, thời hạn, nơi tiếp nhận",
        description="Phiên bản đang có hiệu lực hôm nay. Gửi lại ETag trong If-None-Match để chỉ tải khi có thay đổi.",
        response_model=PublicProcedure,
    )
    async def show_procedure(code: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        published = catalogue.in_force(code, today())
        if published is None:
            raise NotFound("Không tìm thấy thủ tục này.")
        return _encoded(pages.page(published), if_none_match)

    @router.get(
        "/{code}/versions/{version}",
        summary="Phiên bản mà một hồ sơ đã nộp theo",
        description="Một phiên bản đã công bố, kể cả khi nay đã có phiên bản khác thay thế.",
        response_model=PublicProcedure,
    )
    async def show_version(code: str, version: int, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        published = catalogue.find(code, version)
        if published is None:
            raise NotFound("Không tìm thấy phiên bản thủ tục này.")
        return _encoded(pages.page(published), if_none_match)

    @router.get(
        "/{code}/fees",
        summary="Phí, lệ phí theo kênh nộp và ngày",
        description="Các khoản áp dụng cho một kênh nộp vào một ngày; mặc định là nộp trực tuyến, hôm nay.",
        response_model=Fees,
    )
    async def show_fees(
        code: str, channel: Channel = "online", on: Day | None = None, copies: Copies = None
    ) -> Response:
        day = on or today()
        published = catalogue.in_force(code, day)
        if published is None:
            raise NotFound("Không tìm thấy thủ tục này.")
        return typed_response(Fees.of(published.procedure, channel, day, copies), headers=CACHING)

    return router


def _encoded(page: Page, if_none_match: str | None) -> Response:
    headers = {**CACHING, "ETag": page.etag}
    if if_none_match and page.etag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(page.body, 200, headers, "application/json")
