"""Schools: listed for parents, kept by the province, their dues and bills by their own accountants."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.reference.commune_code import CommuneCode
from shared.web import api_router, typed_response
from svc_payment.api.bills.responses import BillDetail, BillPage, BillRow
from svc_payment.api.fields import Id
from svc_payment.api.offers import school_bill_offers
from svc_payment.api.officers import ADMINISTRATOR, Accountant, Administrator, of_province, own_school, party
from svc_payment.api.schools.requests import Cancellation, FeeItems, NewSchool, SchoolChange
from svc_payment.api.schools.responses import FeeItemList, FeeItemView, SchoolPage, SchoolView
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill import BillState
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Schools, Students
from svc_payment.use_cases.add_school import AddSchool
from svc_payment.use_cases.cancel_bill import CancelBill
from svc_payment.use_cases.change_school import ChangeSchool


def school_routes(
    add_school: AddSchool,
    change_school: ChangeSchool,
    cancel_bill: CancelBill,
    schools: Schools,
    students: Students,
    bills: Bills,
    record_access: RecordAccess,
    labels: Words,
    clock: Clock,
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
        of_province(officer, ADMINISTRATOR)
        school = await add_school(body.id, body.name, body.level, body.commune, body.public, body.partial)
        return typed_response(SchoolView.of(school), 201, {"ETag": etag(school.version)})

    @router.put(
        "/v1/staff/schools/{school_id}",
        summary="Sửa tên và cách thu của trường",
        description="Phiếu thu đã phát hành giữ cách thu của lúc phát hành.",
        response_model=SchoolView,
    )
    async def change(school_id: str, officer: Administrator, seen: RequiredIfMatch, body: SchoolChange) -> Response:
        of_province(officer, ADMINISTRATOR)
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
        items = [item.item() for item in body.items]
        if not await schools.set_fee_items(school_id, items):
            raise NotFound("Không tìm thấy trường này.")
        return typed_response(FeeItemList(items=[FeeItemView.of(item) for item in items]))

    @router.get(
        "/v1/staff/schools/{school_id}/bills",
        summary="Phiếu thu của trường",
        description="Theo trạng thái, mới nhất trước; có thể lọc theo học sinh.",
        response_model=BillPage,
    )
    async def list_bills(
        school_id: str,
        officer: Accountant,
        page: PageQuery,
        state: Annotated[BillState | None, Query()] = None,
        student_id: Annotated[Id | None, Query()] = None,
    ) -> Response:
        own_school(officer, school_id)
        states = [state.value] if state else [each.value for each in BillState]
        found = await bills.of_payee(school_id, states, position(page, datetime, str), page.limit + 1, student_id)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.issued_at, last.id))
        now = clock.now()
        await record_access(officer, "bills", [bill.id for bill in shown["items"]], masked=False)
        whose = await students.by_ids({bill.student_id for bill in shown["items"] if bill.student_id})
        items = [
            BillRow.of(bill, whose.get(bill.student_id or ""), labels, bill.overdue(now), school_bill_offers(bill))
            for bill in shown["items"]
        ]
        return typed_response(BillPage(items=items, next=shown["next"]))

    @router.post(
        "/v1/staff/schools/{school_id}/bills/{bill_id}/cancellation",
        summary="Hủy một phiếu thu chưa nộp",
        description="Người giám hộ được báo. Phiếu đã có tiền thì phải hoàn tiền trước.",
        response_model=BillDetail,
    )
    async def cancel(school_id: str, bill_id: str, officer: Accountant, body: Cancellation) -> Response:
        own_school(officer, school_id)
        bill = await cancel_bill(bill_id, [school_id], party(officer), body.reason)
        student = await students.by_id(bill.student_id) if bill.student_id else None
        offers = school_bill_offers(bill)
        return typed_response(BillDetail.whole(bill, student, labels, bill.overdue(clock.now()), offers))

    return router
