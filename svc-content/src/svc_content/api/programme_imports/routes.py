"""A station's programme guide comes in: looked through as a whole, stored as a whole."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.files.inspection.inspector import STAFF
from shared.files.reception import Reception
from shared.files.upload_request import ONE_FILE
from shared.web import api_router, typed_response
from svc_content.api.labels import Names
from svc_content.api.officers import ContentEditor
from svc_content.api.programme_imports.responses import GuideImportView
from svc_content.catalogue.arrangement import Arrangement
from svc_content.guide_files.rows import MAX_BYTES
from svc_content.use_cases.import_guide import ImportGuide


def programme_import_routes(import_guide: ImportGuide, arrangement: Arrangement) -> APIRouter:
    router = api_router(prefix="/v1/staff/tv", tags=["Biên tập nội dung"])
    reception = Reception(MAX_BYTES)

    @router.post(
        "/channels/{code}/programmes",
        summary="Nhập lịch phát sóng từ XMLTV, CSV hoặc XLSX",
        description="Thay lịch của các ngày có trong tệp. Chương trình trùng giờ hay dòng sai thì không dòng nào được "
        "nhập, và mọi chỗ sai (tối đa 50) được nêu cùng lúc theo dòng (`line 7`), với XMLTV theo thứ tự "
        "chương trình trong tệp (`programme 7`). check_only=true chỉ kiểm tra. "
        "Gửi lại cùng một tệp cho cùng kết quả.",
        response_model=GuideImportView,
        openapi_extra=ONE_FILE,
    )
    async def take_in(
        code: str,
        request: Request,
        editor: ContentEditor,
        check_only: Annotated[bool, Query()] = False,
    ) -> Response:
        async with reception.receive(request, editor.id, STAFF) as received:
            imported = await import_guide(code, await received.content.whole(), editor.id, check_only=check_only)
        return typed_response(GuideImportView.of(imported, Names(arrangement)))

    return router
