"""Notices of a dossier, to read, to hear and on paper: for its owner, and for the office that handles it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response, StreamingResponse

from shared.clock import rfc3339
from shared.errors import NotFound
from shared.identity import Citizen
from shared.web import api_router, json_response
from svc_dossier.api.file_routes import as_attachment
from svc_dossier.api.officers import Handler, handled
from svc_dossier.api.responses import Notices
from svc_dossier.api.staff_routes import looked
from svc_dossier.domain.notices import Notice, control_slip, notices
from svc_dossier.store.documents import dossier as aggregate
from svc_dossier.store.dossiers import Scope, owned_by, within
from svc_dossier.store.files import StoredFile
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.issue_paper import issue_paper

Number = Annotated[int, Path(ge=1, le=1_000_000, description="Số của thông báo trong hồ sơ")]


def notice_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/dossiers", tags=["Hồ sơ"])

    @router.get("/{dossier_id}/notices", summary="Các thông báo về hồ sơ", response_model=Notices)
    async def list_notices(dossier_id: str, citizen: Citizen) -> Response:
        return json_response(_told(desk, await _document(desk, dossier_id, owned_by(citizen.id))))

    @router.get("/{dossier_id}/notices/{number}/paper", summary="Giấy theo mẫu", response_class=StreamingResponse)
    async def paper(dossier_id: str, number: Number, citizen: Citizen) -> Response:
        document = await _document(desk, dossier_id, owned_by(citizen.id))
        return as_attachment(desk, await _paper(desk, document, number))

    return router


def staff_notice_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff/dossiers", tags=["Cán bộ"])

    @router.get("/{dossier_id}/notices", summary="Các thông báo về hồ sơ", response_model=Notices)
    async def list_notices(dossier_id: str, officer: Handler) -> Response:
        document = await _document(desk, dossier_id, within(handled(officer)))
        await looked(desk, officer, "dossier", [dossier_id], masked=True)
        return json_response(_told(desk, document))

    @router.get("/{dossier_id}/notices/{number}/paper", summary="Giấy theo mẫu", response_class=StreamingResponse)
    async def paper(dossier_id: str, number: Number, officer: Handler) -> Response:
        document = await _document(desk, dossier_id, within(handled(officer)))
        stored = await _paper(desk, document, number)
        await looked(desk, officer, "file", [dossier_id], masked=True, file=stored.file.id)
        return as_attachment(desk, stored)

    @router.get(
        "/{dossier_id}/control-slip",
        summary="Phiếu kiểm soát quá trình giải quyết (mẫu 06)",
        response_class=StreamingResponse,
    )
    async def slip(dossier_id: str, officer: Handler) -> Response:
        document = await _document(desk, dossier_id, within(handled(officer)))
        dossier = aggregate(document)
        stored = await issue_paper(desk, dossier, control_slip(dossier), document)
        await looked(desk, officer, "file", [dossier_id], masked=True, file=stored.file.id)
        return as_attachment(desk, stored)

    return router


async def _document(desk: Desk, dossier_id: str, scope: Scope) -> Mapping[str, Any]:
    document = await desk.dossiers.detail(dossier_id, scope)
    if document is None:
        raise NotFound("Không tìm thấy hồ sơ này.")
    return document


async def _paper(desk: Desk, document: Mapping[str, Any], number: int) -> StoredFile:
    dossier = aggregate(document)
    told = {notice.number: notice for notice in notices(dossier) if notice.form}
    if number not in told:
        raise NotFound("Hồ sơ không có giấy này.")
    return await issue_paper(desk, dossier, told[number], document)


def _told(desk: Desk, document: Mapping[str, Any]) -> dict[str, Any]:
    dossier = aggregate(document)

    def shown(notice: Notice) -> dict[str, Any]:
        return {
            "number": notice.number,
            "form": notice.form,
            "title": desk.notice_wording.titles[notice.entry.action],
            "issued_at": rfc3339(notice.entry.at),
            "plain_text": desk.notice_wording.plain_text(dossier, notice.entry),
        }

    return {"items": [shown(notice) for notice in notices(dossier)]}
