"""Public look-up by code."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.errors import NotFound
from shared.fields import Code
from shared.web import api_router, typed_response
from svc_dossier.api.progress.responses import Progress
from svc_dossier.catalogue.wording import Wording
from svc_dossier.use_cases.find_by_code import FindByCode

CodeQuery = Annotated[str, Query(min_length=1, max_length=60, description="Mã hồ sơ hoặc mã nộp (HS-…)"), Code]


def progress_routes(find_by_code: FindByCode, wording: Wording) -> APIRouter:
    router = api_router(prefix="/v1/dossier-progress", tags=["Tra cứu"])

    @router.get(
        "",
        summary="Tra cứu tiến độ theo mã",
        description="Ai có mã hồ sơ hoặc mã nộp đều xem được trạng thái, ngày hẹn trả và các bước; không có dữ liệu cá "
        "nhân, không cần đăng nhập.",
        response_model=Progress,
    )
    async def progress(code: CodeQuery) -> Response:
        found = await find_by_code(code)
        if found is None:
            raise NotFound("Không tìm thấy hồ sơ nào mang mã này.")
        return typed_response(Progress.of(wording, found), headers={"Cache-Control": "no-store"})

    return router
