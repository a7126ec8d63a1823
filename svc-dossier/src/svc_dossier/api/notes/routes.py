"""What officers tell one another about a dossier."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.idempotency import IdempotentCommand, replay
from shared.web import api_router, typed_response
from svc_dossier.api.notes.requests import NewNote
from svc_dossier.api.notes.responses import NoteRow
from svc_dossier.api.officers import Officer, acting, handled
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.add_note import AddNote


def note_routes(add_note: AddNote) -> APIRouter:
    router = api_router(prefix="/v1/staff/dossiers", tags=["Cán bộ"])

    @router.post(
        "/{dossier_id}/notes",
        summary="Ghi chú nội bộ",
        description="Để lại ghi chú cho đồng nghiệp của đơn vị giải quyết; công dân không thấy.",
        status_code=201,
        response_model=NoteRow,
    )
    async def note(dossier_id: str, officer: Officer, command: IdempotentCommand, body: NewNote) -> Response:
        scope = Scope(agencies=handled(officer))
        left = await add_note(dossier_id, acting(officer), scope, command, body.text)
        return typed_response(NoteRow.of(left.value), 201, replay(left.replayed))

    return router
