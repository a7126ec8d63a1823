"""The communes of the province, and which of them an address lies in, for everybody."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.reference.communes import Communes
from shared.web import api_router, typed_response
from svc_dossier.api.communes.requests import Address
from svc_dossier.api.communes.responses import Commune, CommuneList, CommuneMatch, CommuneMatches
from svc_dossier.api.procedures.routes import CACHING

MOST = 30
"""Matches shown: no district had more communes than this."""


def commune_routes(communes: Communes) -> APIRouter:
    router = api_router(prefix="/v1/communes", tags=["Xã, phường"])

    @router.get(
        "",
        summary="Các xã, phường, đặc khu; tìm theo tên nay hoặc tên cũ, không cần dấu",
        description="96 đơn vị hành chính cấp xã của tỉnh từ ngày 1/7/2025; tên cũ dẫn tới nơi nay thuộc về.",
        response_model=CommuneList,
    )
    async def search(q: Annotated[str, Query(max_length=100)] = "") -> Response:
        return typed_response(CommuneList(items=[Commune.of(found) for found in communes.search(q)]), headers=CACHING)

    @router.post(
        "/resolve",
        summary="Địa chỉ cũ nay thuộc xã, phường nào",
        description=(
            "Đọc một địa chỉ cũ hoặc mới, có dấu hoặc không. Khi có nhiều nơi phù hợp, tất cả được nêu và "
            "`certain` là false."
        ),
        response_model=CommuneMatches,
    )
    async def resolve(body: Address) -> Response:
        matches = communes.resolve(body.address)[:MOST]
        items = [CommuneMatch.of(match) for match in matches]
        return typed_response(CommuneMatches(items=items, certain=len(matches) == 1))

    return router
