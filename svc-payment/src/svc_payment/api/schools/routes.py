"""Schools: listed for parents, kept by the province, their dues by their own accountants."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.identity import ADMINISTRATOR, Administrator
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.reference.commune_code import CommuneCode
from shared.web import api_router, typed_response
from svc_payment.api.officers import Accountant, expect_province, own_school
from svc_payment.api.schools.requests import FeeItems, NewSchool, SchoolChange
from svc_payment.api.schools.responses import FeeItemList, FeeItemView, SchoolPage, SchoolView
from svc_payment.store.schools import Schools
from svc_payment.use_cases.add_school import AddSchool
from svc_payment.use_cases.change_school import ChangeSchool
from svc_payment.use_cases.set_fee_items import SetFeeItems


def school_routes(
    add_school: AddSchool,
    change_school: ChangeSchool,
    set_items: SetFeeItems,
    schools: Schools,
) -> APIRouter:
    router = api_router(tags=["Trường học"])

    @router.get(
        "/v1/schools",
        summary="Các trường thu qua ứng dụng",
        description="Có thể lọc theo mã xã, phường, đặc khu.",
        response_model=SchoolPage,
    )
    async def list_schools(page: PageQuery, commune: CommuneCode | None = None) -> Response:
        after = position(page, str)
        found = await schools.every(after[0] if after else None, page.limit + 1, commune)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        return typed_response(SchoolPage(items=[SchoolView.of(one) for one in shown["items"]], next=shown["next"]))

    @router.get(
        "/v1/schools/{school_id}",
        summary="Một trường thu qua ứng dụng",
        description="Tên, cấp học và cách thu của trường có mã này.",
        response_model=SchoolView,
    )
    async def read_school(school_id: str) -> Response:
        school = await schools.find(school_id)
        if school is None:
            raise NotFound("Không tìm thấy trường này.")
        return typed_response(SchoolView.of(school))

    @router.post(
        "/v1/staff/schools",
        summary="Thêm một trường",
        description="Mã của trường cũng là đơn vị khi giao vai trò kế toán nhà trường.",
        status_code=201,
        response_model=SchoolView,
    )
    async def add(officer: Administrator, body: NewSchool) -> Response:
        expect_province(officer, ADMINISTRATOR)
        school = await add_school(body.id, body.name, body.level, body.commune, body.public, body.partial)
        return typed_response(SchoolView.of(school), 201, {"ETag": etag(school.version)})

    @router.put(
        "/v1/staff/schools/{school_id}",
        summary="Sửa tên và cách thu của trường",
        description="Phiếu thu đã phát hành giữ cách thu của lúc phát hành.",
        response_model=SchoolView,
    )
    async def change(school_id: str, officer: Administrator, seen: RequiredIfMatch, body: SchoolChange) -> Response:
        expect_province(officer, ADMINISTRATOR)
        school = await change_school(school_id, seen, body.name, body.partial)
        return typed_response(SchoolView.of(school), headers={"ETag": etag(school.version)})

    @router.get(
        "/v1/staff/schools/{school_id}/fee-items",
        summary="Danh mục khoản thu của trường",
        description="Dùng để điền sẵn tệp mẫu.",
        response_model=FeeItemList,
    )
    async def fee_items(school_id: str, officer: Accountant) -> Response:
        own_school(officer, school_id)
        items = [FeeItemView.of(item) for item in await schools.fee_items(school_id)]
        return typed_response(FeeItemList(items=items))

    @router.put(
        "/v1/staff/schools/{school_id}/fee-items",
        summary="Thay danh mục khoản thu",
        description="Không ảnh hưởng đến phiếu thu đã phát hành.",
        response_model=FeeItemList,
    )
    async def set_fee_items(school_id: str, officer: Accountant, body: FeeItems) -> Response:
        own_school(officer, school_id)
        items = await set_items(school_id, [item.item() for item in body.items])
        return typed_response(FeeItemList(items=[FeeItemView.of(item) for item in items]))

    return router
