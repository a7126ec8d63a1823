"""The catalogue, for everybody."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from shared.errors import NotFound
from shared.pagination import PageQuery, encode_cursor
from shared.web import api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.responses import Fees, ProcedureRows
from svc_dossier.catalogue.catalogue import Published
from svc_dossier.catalogue.procedure_file import Channel, Level
from svc_dossier.domain.fees import fees_on
from svc_dossier.use_cases.desk import Desk

CACHING = {"Cache-Control": "public, max-age=60"}


def procedure_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/procedures", tags=["Thủ tục"])

    @router.get("", summary="Tìm thủ tục, không cần dấu", response_model=ProcedureRows)
    async def search_procedures(
        page: PageQuery,
        q: Annotated[str, Query(max_length=100, description="Từ khóa, có dấu hoặc không")] = "",
        sector: Annotated[str | None, Query(max_length=60, examples=["ho-tich"])] = None,
        level: Level | None = None,
    ) -> Response:
        after = position(page, int, str, str)
        today = desk.today(desk.clock.now())
        found = desk.catalogue.search(q, today, sector=sector, level=level, after=after, limit=page.limit + 1)
        shown = found[: page.limit]
        more = encode_cursor(*shown[-1][0]) if len(found) > page.limit else None
        return json_response({"items": [item.summary for _, item in shown], "next": more}, headers=CACHING)

    @router.get("/{code}", summary="Thủ tục với biểu mẫu, giấy tờ, phí, thời hạn, nơi tiếp nhận")
    async def show_procedure(code: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        published = desk.catalogue.in_force(code, desk.today(desk.clock.now()))
        if published is None:
            raise NotFound("Không tìm thấy thủ tục này.")
        return _as_stored(published, if_none_match)

    @router.get("/{code}/versions/{number}", summary="Phiên bản mà một hồ sơ đã nộp theo")
    async def show_version(code: str, number: int, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        published = desk.catalogue.find(code, number)
        if published is None:
            raise NotFound("Không tìm thấy phiên bản thủ tục này.")
        return _as_stored(published, if_none_match)

    @router.get("/{code}/fees", summary="Phí, lệ phí theo kênh nộp và ngày", response_model=Fees)
    async def show_fees(code: str, channel: Channel = "online", on: date | None = None) -> Response:
        day = on or desk.today(desk.clock.now())
        published = desk.catalogue.in_force(code, day)
        if published is None:
            raise NotFound("Không tìm thấy thủ tục này.")
        lines = fees_on(published.procedure.fees, channel, day)
        body = {"code": code, "version": published.procedure.version, "channel": channel, "on": day.isoformat()}
        return json_response({**body, "items": [vars(line) for line in lines]}, headers=CACHING)

    return router


def _as_stored(published: Published, if_none_match: str | None) -> Response:
    headers = {**CACHING, "ETag": published.etag}
    if if_none_match and published.etag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(published.body, 200, headers, "application/json")
