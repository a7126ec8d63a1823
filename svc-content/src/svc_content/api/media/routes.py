"""Pictures and papers of articles: uploaded by editors, read by all once a text that is shown names them."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.clock import Clock
from shared.errors import NotFound
from shared.files.download import Size, as_attachment, in_size
from shared.files.reception import Reception
from shared.files.store import FileStore, StoredFile
from shared.files.upload_file import UploadFile
from shared.files.upload_request import ONE_FILE, UploadKey, received_upload
from shared.idempotency import replay
from shared.web import LinkedRoute, api_router, typed_response
from svc_content.api.media.responses import MediaView
from svc_content.api.officers import AnyEditor, scope
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import WITH_FILES
from svc_content.store.articles import Articles

FOR_EVER = "public, max-age=604800, immutable"
"""The bytes of an id never change. A week, because what was withdrawn is to leave the caches one day."""


def media_routes(
    upload_file: UploadFile,
    files: FileStore,
    articles: Articles,
    arrangement: Arrangement,
    clock: Clock,
    max_file_bytes: int,
) -> APIRouter:
    router, passed_on = api_router(tags=["Ảnh và tệp"]), api_router(LinkedRoute, tags=["Ảnh và tệp"])
    reception = Reception(max_file_bytes)

    @router.post(
        "/v1/staff/media",
        summary="Tải lên ảnh hoặc tệp PDF cho tin bài",
        description="Được kiểm tra và làm sạch; loại tệp nhận theo nội dung, không theo tên. Tệp mà không bài nào dùng "
        "thì bị xóa sau một thời gian.",
        status_code=201,
        response_model=MediaView,
        openapi_extra=ONE_FILE,
    )
    async def upload(request: Request, editor: AnyEditor, idempotency_key: UploadKey) -> Response:
        async with received_upload(reception, request, editor, idempotency_key) as came:
            uploaded = await upload_file(editor.id, came.command, came.name, came.content, came.lane)
        headers = replay(uploaded.replayed)
        return typed_response(MediaView.of(uploaded.value), 201, headers)

    @passed_on.get(
        "/v1/media/{file_id}",
        summary="Ảnh hoặc tệp của tin đã đăng",
        description="Chỉ đọc được khi một tin bài, bài hướng dẫn hoặc ảnh trang chính đang dùng tệp. "
        "size=thumbnail là ảnh nhỏ cho danh sách.",
        response_class=StreamingResponse,
    )
    async def show(file_id: str, size: Size = None) -> Response:
        arranged = any(file_id in row.content.files for kind in WITH_FILES for row in arrangement.all(kind))
        if not arranged and not await articles.shows(file_id, clock.now()):
            raise _no_such_file()
        stored = await _found(files, file_id)
        return _public(stored, await in_size(files, stored, size))

    @router.get(
        "/v1/staff/media/{file_id}",
        summary="Tệp của bài đang soạn",
        description="Để người biên tập xem trước khi đăng: tệp mình đã tải lên, hoặc tệp mà tin bài của đơn vị mình "
        "dùng.",
        response_class=StreamingResponse,
    )
    async def preview(file_id: str, editor: AnyEditor) -> Response:
        stored, units = await _found(files, file_id), scope(editor)
        if units is not None and stored.owner != editor.id and not await articles.names(file_id, units):
            raise _no_such_file()
        return as_attachment(files, stored)

    router.routes.extend(passed_on.routes)
    return router


async def _found(files: FileStore, file_id: str) -> StoredFile:
    stored = await files.find(file_id)
    if stored is None:
        raise _no_such_file()
    return stored


def _no_such_file() -> NotFound:
    return NotFound("Không tìm thấy tệp này.")


def _public(stored: StoredFile, answer: Response) -> Response:
    """Pictures in place, everything else as a download; nothing that a browser could run."""
    if stored.file.media_type.startswith("image/"):
        answer.headers["Content-Disposition"] = "inline"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = FOR_EVER
    return answer
