"""The communes of the province, and which of them an address lies in, for everybody."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.web import api_router, json_response
from svc_dossier.api.procedure_routes import CACHING
from svc_dossier.api.requests import Address
from svc_dossier.api.responses import CommuneMatches, Communes
from svc_dossier.catalogue.communes import Basis, Commune, FormerCommune, Match
from svc_dossier.use_cases.desk import Desk

MOST = 30
"""Matches shown: no district had more communes than this."""


def commune_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/communes", tags=["Xã, phường"])

    @router.get("", summary="Các xã, phường, đặc khu; tìm theo tên, không cần dấu", response_model=Communes)
    async def search(q: Annotated[str, Query(max_length=100)] = "") -> Response:
        return json_response({"items": [_commune(found) for found in desk.communes.search(q)]}, headers=CACHING)

    @router.post("/resolve", summary="Địa chỉ cũ nay thuộc xã, phường nào", response_model=CommuneMatches)
    async def resolve(body: Address) -> Response:
        matches = desk.communes.resolve(body.address)[:MOST]
        return json_response({"items": [_match(match) for match in matches], "certain": len(matches) == 1})

    return router


def _commune(commune: Commune) -> dict[str, Any]:
    return {"code": commune.code, "name": commune.name, "kind": commune.kind.value}


def _match(match: Match) -> dict[str, Any]:
    former = match.former
    return {
        "commune": _commune(match.commune),
        "basis": match.basis.value,
        "former": {
            "name": former.name,
            "district": former.district if isinstance(former, FormerCommune) else None,
            "province": former.province,
        }
        if former
        else None,
        "assumed": match.basis is not Basis.CURRENT,
    }
