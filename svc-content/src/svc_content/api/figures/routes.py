"""Figures of content."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.web import api_router, typed_response
from svc_content.api.figures.responses import FiguresView
from svc_content.api.labels import Names
from svc_content.api.officers import AnyEditor, scope
from svc_content.catalogue.arrangement import Arrangement
from svc_content.use_cases.read_figures import ReadFigures


def figure_routes(read_figures: ReadFigures, arrangement: Arrangement) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Số liệu"])

    @router.get(
        "/content-figures",
        summary="Số liệu nội dung",
        description="Tin bài của đơn vị mình theo trạng thái và chuyên mục; của cả tỉnh: lượt đọc, kênh đang phát "
        "được, từ khóa không tìm thấy gì.",
        response_model=FiguresView,
    )
    async def figures(editor: AnyEditor) -> Response:
        return typed_response(FiguresView.of(await read_figures(scope(editor)), Names(arrangement)))

    return router
