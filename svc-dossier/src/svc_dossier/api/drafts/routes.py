"""Drafts of dossiers: begun, saved as the citizen types, found again, thrown away."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import BEGINNING, Clock
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.files.links import FileLinks
from shared.files.references import ReferencesFor
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller, Citizen
from shared.web import api_router, typed_response
from svc_dossier.api.drafts.requests import DraftContent, NewDraft
from svc_dossier.api.drafts.responses import DraftDetail, DraftList, draft_detail, draft_row
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.draft import MAX_DRAFTS, Draft
from svc_dossier.domain.procedure import Agency
from svc_dossier.store.drafts import Drafts
from svc_dossier.store.files import Files
from svc_dossier.use_cases.begin_draft import BeginDraft
from svc_dossier.use_cases.discard_draft import DiscardDraft
from svc_dossier.use_cases.save_draft import SaveDraft


def draft_routes(
    begin_draft: BeginDraft,
    save_draft: SaveDraft,
    discard_draft: DiscardDraft,
    drafts: Drafts,
    catalogue: Catalogue,
    calendars: Calendars,
    agencies: Mapping[str, Agency],
    files: Files,
    links: FileLinks,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/drafts", tags=["Bản nháp"])

    async def detail(draft: Draft, citizen: Caller) -> DraftDetail:
        uploaded = await files.of(citizen.id, draft.content.file_ids, since=BEGINNING)
        published = catalogue.in_force(draft.procedure_code, calendars.current.day_of(clock.now()))
        asked = published.procedure.documents if published else {}
        return draft_detail(draft, asked, agencies, uploaded, ReferencesFor(citizen, links))

    @router.post(
        "",
        summary="Bắt đầu một bản nháp",
        description="Lưu phần đã điền của một hồ sơ chưa nộp. Nội dung chưa cần đủ và chưa được kiểm tra; các tệp được "
        "giữ lâu như bản nháp.",
        status_code=201,
        response_model=DraftDetail,
    )
    async def begin(citizen: Citizen, command: IdempotentCommand, body: NewDraft) -> Response:
        begun = await begin_draft(citizen.id, command, body.procedure_code, body.content())
        draft = begun.value
        headers = {"Location": f"/v1/drafts/{draft.id}", "ETag": etag(draft.version), **replay(begun.replayed)}
        return typed_response(await detail(draft, citizen), 201, headers)

    @router.get(
        "",
        summary="Bản nháp của tôi, sửa gần nhất trước",
        description="Mọi bản nháp còn hạn của người đang đăng nhập.",
        response_model=DraftList,
    )
    async def list_own(citizen: Citizen) -> Response:
        found = await drafts.own(citizen.id, clock.now(), MAX_DRAFTS)
        return typed_response(DraftList(items=[draft_row(draft) for draft in found]))

    @router.get(
        "/{draft_id}",
        summary="Mở lại bản nháp",
        description="Toàn bộ nội dung đã lưu của một bản nháp.",
        response_model=DraftDetail,
    )
    async def show(draft_id: str, citizen: Citizen) -> Response:
        draft = await drafts.find(draft_id, citizen.id, clock.now())
        if draft is None:
            raise NotFound("Không tìm thấy bản nháp này.")
        return typed_response(await detail(draft, citizen), headers={"ETag": etag(draft.version)})

    @router.put(
        "/{draft_id}",
        summary="Lưu bản nháp",
        description="Thay toàn bộ nội dung, dựa trên phiên bản đang xem (If-Match).",
        response_model=DraftDetail,
    )
    async def save(draft_id: str, citizen: Citizen, seen: RequiredIfMatch, body: DraftContent) -> Response:
        draft = await save_draft(citizen.id, draft_id, seen, body.content())
        return typed_response(await detail(draft, citizen), headers={"ETag": etag(draft.version)})

    @router.delete(
        "/{draft_id}",
        summary="Xóa bản nháp",
        description="Xóa hẳn bản nháp. Các tệp đã tải lên tự hết hạn.",
        status_code=204,
    )
    async def discard(draft_id: str, citizen: Citizen) -> Response:
        await discard_draft(citizen.id, draft_id)
        return Response(status_code=204)

    return router
