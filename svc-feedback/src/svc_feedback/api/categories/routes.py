"""What reports can be about: read by officers, written by administrators."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.etag import RequiredIfMatch, etag
from shared.identity import Administrator
from shared.web import api_router, typed_response
from svc_feedback.api.categories.requests import CategoriesIn
from svc_feedback.api.categories.responses import CategoriesView
from svc_feedback.api.officers import Officer, acting
from svc_feedback.store.categories import StoredCatalogue
from svc_feedback.use_cases.edit_categories import EditCategories
from svc_feedback.use_cases.rules import Rules


def category_routes(stored: StoredCatalogue, edit: EditCategories, rules: Rules) -> APIRouter:
    router = api_router(prefix="/v1/staff/feedback-categories", tags=["Danh mục phản ánh"])

    @router.get(
        "",
        summary="Lĩnh vực và chuyên mục đang áp dụng",
        description="Kể cả những mục không còn cung cấp cho người dân, với phiên bản để sửa.",
        response_model=CategoriesView,
    )
    async def show(officer: Officer) -> Response:
        found = await stored.current()
        return typed_response(CategoriesView.of(found, rules.class_labels), headers={"ETag": etag(found.version)})

    @router.put(
        "",
        summary="Sửa lĩnh vực và chuyên mục",
        description="Thay toàn bộ danh mục, theo phiên bản đang xem. Không xóa được mã đã có, chỉ thôi cung cấp. Bản "
        "trước được giữ lại; mọi máy chủ áp dụng sau vài giây.",
        response_model=CategoriesView,
    )
    async def replace(administrator: Administrator, seen: RequiredIfMatch, body: CategoriesIn) -> Response:
        version = await edit(acting(administrator), seen, body.catalogue())
        return typed_response(CategoriesView.of(version, rules.class_labels), headers={"ETag": etag(version.version)})

    return router
