"""Drafts of dossiers: begun, saved as the citizen types, found again, thrown away."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import rfc3339
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.identity import Citizen
from shared.web import api_router, json_response
from svc_dossier.api.draft_responses import DraftDetail, DraftRows
from svc_dossier.api.requests import BeginDraft, DraftContent
from svc_dossier.store.drafts import Draft
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.keep_draft import MOST, begin_draft, save_draft


def draft_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/drafts", tags=["Bản nháp"])

    @router.post("", summary="Bắt đầu một bản nháp", status_code=201, response_model=DraftDetail)
    async def begin(citizen: Citizen, command: IdempotentCommand, body: BeginDraft) -> Response:
        draft, replayed = await begin_draft(desk, citizen.id, command, body.procedure_code, body.content())
        headers = {"Location": f"/v1/drafts/{draft.id}", "ETag": etag(draft.version)}
        return json_response(_detail(draft), 201, {**headers, **(REPLAY_HEADER if replayed else {})})

    @router.get("", summary="Bản nháp của tôi, sửa gần nhất trước", response_model=DraftRows)
    async def list_own(citizen: Citizen) -> Response:
        found = await desk.drafts.own(citizen.id, desk.clock.now(), MOST)
        return json_response({"items": [_row(draft) for draft in found]})

    @router.get("/{draft_id}", summary="Mở lại bản nháp", response_model=DraftDetail)
    async def show(draft_id: str, citizen: Citizen) -> Response:
        draft = await desk.drafts.find(draft_id, citizen.id, desk.clock.now())
        if draft is None:
            raise NotFound("Không tìm thấy bản nháp này.")
        return json_response(_detail(draft), headers={"ETag": etag(draft.version)})

    @router.put("/{draft_id}", summary="Lưu bản nháp", response_model=DraftDetail)
    async def save(draft_id: str, citizen: Citizen, seen: RequiredIfMatch, body: DraftContent) -> Response:
        draft = await save_draft(desk, citizen.id, draft_id, seen, body.content())
        return json_response(_detail(draft), headers={"ETag": etag(draft.version)})

    @router.delete("/{draft_id}", summary="Xóa bản nháp", status_code=204)
    async def discard(draft_id: str, citizen: Citizen) -> Response:
        if not await desk.drafts.remove(draft_id, citizen.id):
            raise NotFound("Không tìm thấy bản nháp này.")
        return Response(status_code=204)

    return router


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "version": draft.version,
        "procedure": {"code": draft.procedure_code, "name": draft.procedure_name},
        "created_at": rfc3339(draft.created_at),
        "changed_at": rfc3339(draft.changed_at),
        "expires_at": rfc3339(draft.expires_at),
    }


def _detail(draft: Draft) -> dict[str, Any]:
    documents = [{"code": code, "file_ids": list(file_ids)} for code, file_ids in draft.content.documents]
    return {**_row(draft), "agency_id": draft.content.agency_id, "form": draft.content.form, "documents": documents}
