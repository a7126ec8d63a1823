"""Notices of a dossier, to read, to hear and on paper: for its owner, and for the office that handles it."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response, StreamingResponse

from shared.access_log import RecordAccess
from shared.errors import NotFound
from shared.files.download import as_attachment
from shared.files.links import FileLinks
from shared.identity import Citizen
from shared.web import api_router, typed_response
from svc_dossier.api.notices.responses import Notices
from svc_dossier.api.officers import Handler, handled
from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.domain.notices import Notice, control_slip, notices
from svc_dossier.store.dossiers import DossierDetail
from svc_dossier.store.files import Files
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.find_dossier import FindDossier
from svc_dossier.use_cases.issue_paper import IssuePaper

Version = Annotated[int, Path(ge=1, le=1_000_000, description="Phiên bản hồ sơ ghi ở thông báo")]

_LIST_SUMMARY = "Các thông báo về hồ sơ"
_LIST_DESCRIPTION = "Mọi thông báo đã gửi cho công dân, mỗi thông báo có lời để đọc thành tiếng."
_PAPER_SUMMARY = "Giấy theo mẫu"
_PAPER_DESCRIPTION = (
    "Giấy của một thông báo theo mẫu 01 đến 05 (Thông tư 03/2025/TT-VPCP), tệp PDF; lần nào cũng như nhau."
)


def notice_routes(
    issue_paper: IssuePaper, find_dossier: FindDossier, files: Files, links: FileLinks, wording: NoticeWording
) -> APIRouter:
    router = api_router(prefix="/v1/dossiers", tags=["Hồ sơ"])

    @router.get("/{dossier_id}/notices", summary=_LIST_SUMMARY, description=_LIST_DESCRIPTION, response_model=Notices)
    async def list_notices(dossier_id: str, citizen: Citizen) -> Response:
        detail = await find_dossier(dossier_id, Scope(citizen_id=citizen.id))
        return typed_response(Notices.of(wording, detail.dossier, citizen, links))

    @router.get(
        "/{dossier_id}/notices/{version}/paper",
        summary=_PAPER_SUMMARY,
        description=_PAPER_DESCRIPTION,
        response_class=StreamingResponse,
    )
    async def paper(dossier_id: str, version: Version, citizen: Citizen) -> Response:
        detail = await find_dossier(dossier_id, Scope(citizen_id=citizen.id))
        return as_attachment(files, await issue_paper(detail, _with_form(detail, version)))

    return router


def staff_notice_routes(
    issue_paper: IssuePaper,
    record_access: RecordAccess,
    find_dossier: FindDossier,
    files: Files,
    links: FileLinks,
    wording: NoticeWording,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/dossiers", tags=["Cán bộ"])

    @router.get("/{dossier_id}/notices", summary=_LIST_SUMMARY, description=_LIST_DESCRIPTION, response_model=Notices)
    async def list_notices(dossier_id: str, officer: Handler) -> Response:
        detail = await find_dossier(dossier_id, Scope(agencies=handled(officer)))
        await record_access(officer, "dossier", [dossier_id], masked=True)
        return typed_response(Notices.of(wording, detail.dossier, officer, links))

    @router.get(
        "/{dossier_id}/notices/{version}/paper",
        summary=_PAPER_SUMMARY,
        description=_PAPER_DESCRIPTION,
        response_class=StreamingResponse,
    )
    async def paper(dossier_id: str, version: Version, officer: Handler) -> Response:
        detail = await find_dossier(dossier_id, Scope(agencies=handled(officer)))
        return await _issued(officer, detail, _with_form(detail, version))

    @router.get(
        "/{dossier_id}/control-slip",
        summary="Phiếu kiểm soát quá trình giải quyết (mẫu 06)",
        description="Mọi bước của hồ sơ đến lúc này, dành cho cơ quan giải quyết; tệp PDF.",
        response_class=StreamingResponse,
    )
    async def slip(dossier_id: str, officer: Handler) -> Response:
        detail = await find_dossier(dossier_id, Scope(agencies=handled(officer)))
        return await _issued(officer, detail, control_slip(detail.dossier))

    async def _issued(officer: Handler, detail: DossierDetail, notice: Notice) -> Response:
        stored = await issue_paper(detail, notice)
        await record_access(officer, "file", [detail.dossier.id], masked=True, file=stored.file.id)
        return as_attachment(files, stored)

    return router


def _with_form(detail: DossierDetail, version: int) -> Notice:
    found = next((notice for notice in notices(detail.dossier) if notice.form and notice.version == version), None)
    if found is None:
        raise NotFound("Hồ sơ không có giấy này.")
    return found
