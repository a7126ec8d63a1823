"""The catalogue: for everybody what reports can be about, for officers whom to assign them to and why to refuse."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.web import api_router, typed_response
from svc_feedback.api.catalogue.responses import CatalogueView, OfficerCatalogue
from svc_feedback.api.officers import Officer
from svc_feedback.use_cases.rules import Rules

_CACHED = {"Cache-Control": "public, max-age=300, stale-if-error=86400"}


def catalogue_routes(rules: Rules) -> APIRouter:
    router = api_router(tags=["Danh mục phản ánh"])

    @router.get(
        "/v1/feedback-categories",
        summary="Lĩnh vực và chuyên mục phản ánh, lĩnh vực hỏi đáp",
        description="Phản ánh có hai cấp: lĩnh vực, rồi chuyên mục với mức độ xử lý; câu hỏi có danh sách lĩnh vực "
        "riêng. Kèm các số điện thoại khẩn cấp.",
        response_model=CatalogueView,
    )
    async def show() -> Response:
        return typed_response(CatalogueView.of(rules), headers=_CACHED)

    @router.get(
        "/v1/staff/feedback-catalogue",
        summary="Cơ quan, lý do và mức độ xử lý",
        description="Danh mục mà màn hình của cán bộ cần khi phân loại, chuyển, từ chối hoặc gia hạn.",
        response_model=OfficerCatalogue,
    )
    async def show_officers(officer: Officer) -> Response:
        return typed_response(OfficerCatalogue.of(rules))

    return router
