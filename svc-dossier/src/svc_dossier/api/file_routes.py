"""Files: uploaded by a citizen, who may read them again, or by an officer for a dossier of the office."""

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.errors import NotFound, Unavailable
from shared.idempotency import REPLAY_HEADER, command
from shared.identity import Caller, Citizen
from shared.web import api_router, json_response
from svc_dossier.api.multipart import FIELD, read_file
from svc_dossier.api.officers import Handler
from svc_dossier.api.responses import StoredFile as StoredFileAnswer
from svc_dossier.api.views import stored_file
from svc_dossier.store.files import StoredFile
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.upload_file import fingerprint_source, upload_file

Key = Annotated[str | None, Header()]
AT_ONCE = 8
"""Uploads held in memory together; the next one waits for a place."""
WAIT = 10.0

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def file_routes(desk: Desk, max_file_bytes: int) -> APIRouter:
    router = api_router(tags=["Tệp"])
    places = asyncio.Semaphore(AT_ONCE)

    async def take_in(request: Request, caller: Caller, key: str | None) -> Response:
        route = f"POST {request.url.path}"
        command(caller.id, route, key, b"")  # a missing key is told before the bytes travel
        try:
            async with asyncio.timeout(WAIT):
                await places.acquire()
        except TimeoutError:
            raise Unavailable() from None
        try:
            name, content = await read_file(request, max_file_bytes)
            intention = command(caller.id, route, key, fingerprint_source(name, content))
            stored, replayed = await upload_file(desk, caller.id, intention, name, content)
        finally:
            places.release()
        return json_response(stored_file(stored, desk), 201, REPLAY_HEADER if replayed else None)

    @router.post(
        "/v1/files",
        summary="Tải lên một tệp PDF, JPEG hoặc PNG",
        status_code=201,
        response_model=StoredFileAnswer,
        openapi_extra=_BODY,
    )
    async def upload(request: Request, citizen: Citizen, idempotency_key: Key = None) -> Response:
        return await take_in(request, citizen, idempotency_key)

    @router.post(
        "/v1/staff/files",
        summary="Cán bộ tải lên một tệp: kết quả, hoặc bản quét hồ sơ giấy",
        status_code=201,
        response_model=StoredFileAnswer,
        openapi_extra=_BODY,
    )
    async def upload_at_office(request: Request, officer: Handler, idempotency_key: Key = None) -> Response:
        return await take_in(request, officer, idempotency_key)

    @router.get("/v1/files/{file_id}", summary="Tệp của tôi", response_class=StreamingResponse)
    async def download(file_id: str, citizen: Citizen) -> Response:
        stored = await desk.files.find(file_id, owner=citizen.id)
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_attachment(desk, stored)

    return router


def as_attachment(desk: Desk, stored: StoredFile) -> Response:
    """The bytes in such a way that no browser runs, guesses or keeps them."""
    file = stored.file
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Content-Length": str(file.size),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(desk.files.read(file.id), 200, headers, file.media_type)
