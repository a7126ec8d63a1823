"""Files: uploaded by a citizen, who may read them again, or by an officer for a dossier of the office."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.errors import NotFound
from shared.files.download import Size, in_size
from shared.files.links import FileLinks
from shared.files.reception import Reception
from shared.files.references import ReferencesFor, without_access
from shared.files.upload_file import UploadFile
from shared.files.upload_request import ONE_FILE, UploadKey, received_upload
from shared.idempotency import replay
from shared.identity import Caller, Citizen
from shared.web import api_router, typed_response
from svc_dossier.api.files.responses import StoredFile
from svc_dossier.api.officers import Handler
from svc_dossier.store.files import Files


def file_routes(
    upload_file: UploadFile, files: Files, links: FileLinks, file_life: timedelta, max_file_bytes: int
) -> APIRouter:
    router = api_router(tags=["Tệp"])
    reception = Reception(max_file_bytes)

    async def take_in(request: Request, caller: Caller, key: str) -> Response:
        async with received_upload(reception, request, caller, key) as came:
            uploaded = await upload_file(caller.id, came.command, came.name, came.content, came.lane)
        # An officer gets a file again only where a dossier has it.
        reference = ReferencesFor(caller, links) if caller.kind == "citizen" else without_access
        return typed_response(StoredFile.of(uploaded.value, file_life, reference), 201, replay(uploaded.replayed))

    @router.post(
        "/v1/files",
        summary="Tải lên một tệp PDF, JPEG hoặc PNG",
        description="Tệp được kiểm tra và làm sạch, rồi chờ hồ sơ dùng đến; quá hạn mà không có hồ sơ nào dùng thì bị "
        "xóa. Loại tệp được nhận theo nội dung, không theo tên.",
        status_code=201,
        response_model=StoredFile,
        openapi_extra=ONE_FILE,
    )
    async def upload(request: Request, citizen: Citizen, idempotency_key: UploadKey) -> Response:
        return await take_in(request, citizen, idempotency_key)

    @router.post(
        "/v1/staff/files",
        summary="Cán bộ tải lên một tệp: kết quả, hoặc bản quét hồ sơ giấy",
        description="Như tải tệp của công dân; tệp chỉ dùng được trong hồ sơ do chính cán bộ này xử lý.",
        status_code=201,
        response_model=StoredFile,
        openapi_extra=ONE_FILE,
    )
    async def upload_at_office(request: Request, officer: Handler, idempotency_key: UploadKey) -> Response:
        return await take_in(request, officer, idempotency_key)

    @router.get(
        "/v1/files/{file_id}",
        summary="Tệp của tôi",
        description="Tải lại tệp do chính mình đã tải lên; đọc được từng phần (Range), hoặc ảnh nhỏ.",
        response_class=StreamingResponse,
    )
    async def download(file_id: str, citizen: Citizen, size: Size = None) -> Response:
        stored = await files.find(file_id, owner=citizen.id)
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return await in_size(files, stored, size)

    return router
