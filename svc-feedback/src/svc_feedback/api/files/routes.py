"""Files: uploaded by a citizen, or by an officer for what they note about a report or answer."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.clock import Clock
from shared.errors import NotFound
from shared.files.download import as_attachment
from shared.files.links import FileLinks
from shared.files.reception import Reception
from shared.files.store import FileStore
from shared.files.upload_request import ONE_FILE, UploadKey, received_upload
from shared.idempotency import replay
from shared.identity import Caller, Citizen
from shared.web import api_router, typed_response
from svc_feedback.api.files.responses import PATH, UploadedFile
from svc_feedback.api.officers import Worker
from svc_feedback.use_cases.upload_evidence import UploadEvidence

_TAKEN = (
    "Nhận ảnh JPEG, PNG, WebP, HEIC, AVIF; video MP4, MOV, WebM đến 60 giây; và PDF. Ảnh được mã hóa lại, vị trí và "
    "thông tin máy ảnh bị xóa khỏi tệp, kèm một ảnh nhỏ. Loại tệp được nhận theo nội dung, không theo tên."
)


def file_routes(
    upload: UploadEvidence,
    files: FileStore,
    links: FileLinks,
    clock: Clock,
    file_life: timedelta,
    max_file_bytes: int,
) -> APIRouter:
    router = api_router(tags=["Tệp phản ánh"])
    reception = Reception(max_file_bytes)

    async def take_in(request: Request, caller: Caller, key: str) -> Response:
        began_at = clock.now()
        async with received_upload(reception, request, caller, key) as came:
            uploaded = await upload(caller.id, came.command, came.name, came.content, began_at, came.lane)
        # An officer gets a file again only where a report or a question has it.
        address = links.addresses(caller) if caller.kind == "citizen" else None
        answer = UploadedFile.of(uploaded.value, address, clock.now(), file_life)
        return typed_response(answer, 201, replay(uploaded.replayed))

    @router.post(
        PATH,
        summary="Tải lên ảnh, video của phản ánh hoặc tệp của câu hỏi",
        description=_TAKEN,
        status_code=201,
        response_model=UploadedFile,
        openapi_extra=ONE_FILE,
    )
    async def upload_own(request: Request, citizen: Citizen, idempotency_key: UploadKey) -> Response:
        return await take_in(request, citizen, idempotency_key)

    @router.post(
        "/v1/staff/feedback-files",
        summary="Cán bộ tải lên ảnh hiện trường, kết quả xử lý",
        description=_TAKEN,
        status_code=201,
        response_model=UploadedFile,
        openapi_extra=ONE_FILE,
    )
    async def upload_at_office(request: Request, officer: Worker, idempotency_key: UploadKey) -> Response:
        return await take_in(request, officer, idempotency_key)

    @router.get(
        f"{PATH}/{{file_id}}",
        summary="Tệp của tôi",
        description="Tải lại tệp, hoặc ảnh nhỏ của tệp, do chính mình đã tải lên.",
        response_class=StreamingResponse,
    )
    async def download(file_id: str, citizen: Citizen) -> Response:
        stored = await files.find(file_id, owner=citizen.id)
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_attachment(files, stored)

    return router
