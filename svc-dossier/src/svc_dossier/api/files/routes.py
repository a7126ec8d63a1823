"""Files: uploaded by a citizen, who may read them again, or by an officer for a dossier of the office."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.errors import NotFound
from shared.files.download import as_attachment
from shared.files.inspection.inspector import CITIZENS, STAFF
from shared.files.multipart import FIELD
from shared.files.reception import Reception
from shared.files.upload_file import UploadFile, fingerprint_source
from shared.idempotency import command
from shared.identity import Caller, Citizen
from shared.web import api_router, typed_response
from svc_dossier.api.files.responses import StoredFile
from svc_dossier.api.officers import Handler
from svc_dossier.api.replay import replay
from svc_dossier.store.files import Files

Key = Annotated[str | None, Header()]

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


def file_routes(upload_file: UploadFile, files: Files, file_life: timedelta, max_file_bytes: int) -> APIRouter:
    router = api_router(tags=["Tệp"])
    reception = Reception(max_file_bytes)

    async def take_in(request: Request, caller: Caller, key: str | None, lane: str) -> Response:
        route = f"POST {request.url.path}"
        command(caller.id, route, key, b"")  # a missing key is refused before the bytes travel
        async with reception.receive(request, caller.id, lane) as received:
            intention = command(caller.id, route, key, fingerprint_source(received.name, received.content))
            uploaded = await upload_file(caller.id, intention, received.name, received.content, lane)
        return typed_response(StoredFile.of(uploaded.value, file_life), 201, replay(uploaded.replayed))

    @router.post(
        "/v1/files",
        summary="Tải lên một tệp PDF, JPEG hoặc PNG",
        description="Tệp được kiểm tra và làm sạch, rồi chờ hồ sơ dùng đến; quá hạn mà không có hồ sơ nào dùng thì bị "
        "xóa. Loại tệp được nhận theo nội dung, không theo tên.",
        status_code=201,
        response_model=StoredFile,
        openapi_extra=_BODY,
    )
    async def upload(request: Request, citizen: Citizen, idempotency_key: Key = None) -> Response:
        return await take_in(request, citizen, idempotency_key, CITIZENS)

    @router.post(
        "/v1/staff/files",
        summary="Cán bộ tải lên một tệp: kết quả, hoặc bản quét hồ sơ giấy",
        description="Như tải tệp của công dân; tệp chỉ dùng được trong hồ sơ do chính cán bộ này xử lý.",
        status_code=201,
        response_model=StoredFile,
        openapi_extra=_BODY,
    )
    async def upload_at_office(request: Request, officer: Handler, idempotency_key: Key = None) -> Response:
        return await take_in(request, officer, idempotency_key, STAFF)

    @router.get(
        "/v1/files/{file_id}",
        summary="Tệp của tôi",
        description="Tải lại tệp do chính mình đã tải lên.",
        response_class=StreamingResponse,
    )
    async def download(file_id: str, citizen: Citizen) -> Response:
        stored = await files.find(file_id, owner=citizen.id)
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_attachment(files, stored)

    return router
