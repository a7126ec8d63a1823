"""The catalogue, for everybody."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from shared.pagination import PageQuery, encode_cursor
from shared.problem import not_found
from shared.web import api_router, json_response
from svc_dossier.api.answers import ProcedureRows
from svc_dossier.api.cursors import position
from svc_dossier.catalogue.procedure_file import Level
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
            raise not_found("Không tìm thấy thủ tục này.")
        headers = {**CACHING, "ETag": published.etag}
        if if_none_match and published.etag in if_none_match:
            return Response(status_code=304, headers=headers)
        return Response(published.body, 200, headers, "application/json")

    return router
