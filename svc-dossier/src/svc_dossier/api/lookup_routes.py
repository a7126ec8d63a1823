"""Public look-up by code: how far it is, and nothing of anybody."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import rfc3339
from shared.errors import NotFound
from shared.web import api_router, json_response
from svc_dossier.api.draft_responses import Progress
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.dossier_code import read_code
from svc_dossier.domain.submission_reference import read_reference
from svc_dossier.use_cases.desk import Desk

CodeQuery = Annotated[str, Query(min_length=1, max_length=60, description="Mã hồ sơ hoặc mã nộp (HS-…)")]


def lookup_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/dossier-progress", tags=["Tra cứu"])

    @router.get("", summary="Tra cứu tiến độ theo mã", response_model=Progress)
    async def progress(code: CodeQuery) -> Response:
        legal, reference = read_code(code), read_reference(code)
        found = None
        if legal or reference:
            found = await desk.dossiers.by_code(legal) if legal else await desk.dossiers.by_reference(reference or "")
        if found is None:
            raise NotFound("Không tìm thấy hồ sơ nào mang mã này.")
        return json_response(_progress(desk, found), headers={"Cache-Control": "no-store"})

    return router


def _progress(desk: Desk, dossier: Dossier) -> dict[str, Any]:
    """Code and steps only: not even the procedure, which may tell what somebody would keep to themselves."""
    labels = desk.wording.labels
    return {
        "code": dossier.code or dossier.submission_reference,
        "state": int(dossier.state),
        "state_label": labels[dossier.state],
        "what_next": desk.wording.what_next(dossier),
        "accepted_at": rfc3339(dossier.accepted_at) if dossier.accepted_at else None,
        "due_at": rfc3339(dossier.due_at) if dossier.due_at else None,
        "steps": [
            {"at": rfc3339(entry.at), "state": int(entry.state), "state_label": labels[entry.state]}
            for entry in dossier.timeline
        ],
    }
