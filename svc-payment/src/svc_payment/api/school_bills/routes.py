"""Bills of a school: listed, taken out as a table and called off by its own accountant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from shared.access_log import RecordAccess
from shared.clock import VIETNAM, Clock
from shared.errors import FieldError, Invalid
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.bills.responses import BillDetail, BillPage, BillRow
from svc_payment.api.fields import ClassName, Id
from svc_payment.api.offers import school_bill_offers
from svc_payment.api.officers import Accountant, acting, own_school
from svc_payment.api.school_bills.requests import Cancellation
from svc_payment.api.school_bills.table import bill_table
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill import Bill, BillState
from svc_payment.domain.school import Student
from svc_payment.store.bills import BillFilter, BillOrder, Bills
from svc_payment.store.payments import Payments
from svc_payment.store.schools import Students
from svc_payment.use_cases.cancel_bill import CancelBill

MAX_EXPORTED = 5_000


def school_bill_routes(
    cancel_bill: CancelBill,
    students: Students,
    bills: Bills,
    payments: Payments,
    record_access: RecordAccess,
    labels: Words,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/schools/{school_id}", tags=["Trường học"])

    async def filtered(
        school_id: str,
        officer: Accountant,
        state: Annotated[BillState | None, Query()] = None,
        student_id: Annotated[Id | None, Query()] = None,
        class_name: Annotated[
            ClassName | None, Query(description="Lớp hiện nay của học sinh, không cần gõ dấu, hoa hay thường")
        ] = None,
        period: Annotated[str | None, Query(max_length=20, description="Kỳ thu, như trong tệp")] = None,
        overdue: Annotated[bool, Query(description="Chỉ phiếu quá hạn mà còn phải nộp")] = False,
        order: Annotated[BillOrder, Query(description="newest: mới phát hành trước; due: hạn nộp gần trước")] = (
            BillOrder.NEWEST
        ),
    ) -> BillFilter:
        own_school(officer, school_id)
        of_class = await students.of_class(school_id, class_name) if class_name else None
        return BillFilter(
            payee_id=school_id,
            states=[state.value] if state else [each.value for each in BillState],
            student_ids=_both(of_class, student_id),
            period=period,
            overdue_at=clock.now() if overdue else None,
            order=order,
        )

    async def people(found: Sequence[Bill]) -> dict[str, Student]:
        return dict(await students.by_ids({bill.student_id for bill in found if bill.student_id}))

    @router.get(
        "/bills",
        summary="Phiếu thu của trường",
        description="Lọc được theo trạng thái, lớp, kỳ thu, quá hạn và học sinh; mới phát hành trước, hoặc hạn nộp gần "
        "trước.",
        response_model=BillPage,
    )
    async def list_bills(
        officer: Accountant, page: PageQuery, chosen: Annotated[BillFilter, Depends(filtered)]
    ) -> Response:
        found = await bills.of_payee(chosen, position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(chosen.moment_of(last), last.id))
        now = clock.now()
        await record_access(officer, "bills", [bill.id for bill in shown["items"]], masked=False)
        whose = await people(shown["items"])
        paid = await payments.paid_of(shown["items"])

        def row(bill: Bill) -> BillRow:
            student = whose.get(bill.student_id or "")
            return BillRow.of(bill, student, labels, bill.overdue(now), school_bill_offers(bill), paid[bill.id])

        items = [row(bill) for bill in shown["items"]]
        return typed_response(BillPage(items=items, next=shown["next"]))

    @router.get(
        "/bills.csv",
        summary="Phiếu thu của trường, dạng bảng tính",
        description=f"Cùng bộ lọc và thứ tự như danh sách, tối đa {MAX_EXPORTED} phiếu. Tệp CSV (UTF-8) mở được bằng "
        "phần mềm bảng tính; ô bắt đầu như công thức được vô hiệu hóa. Mỗi lần tải được ghi vào nhật ký truy cập.",
        response_class=Response,
    )
    async def export(officer: Accountant, chosen: Annotated[BillFilter, Depends(filtered)]) -> Response:
        found = await bills.of_payee(chosen, None, MAX_EXPORTED + 1)
        if len(found) > MAX_EXPORTED:
            message = f"Có hơn {MAX_EXPORTED} phiếu thu. Vui lòng lọc bớt trước khi tải."
            raise Invalid([FieldError("state", message)])
        await record_access(officer, "export", [bill.id for bill in found], masked=False)
        now = clock.now()
        table = bill_table(found, await people(found), await payments.paid_of(found), labels, now)
        name = f'attachment; filename="phieu-thu-{now.astimezone(VIETNAM):%Y-%m-%d}.csv"'
        return Response(table, 200, {"Content-Disposition": name}, "text/csv; charset=utf-8")

    @router.post(
        "/bills/{bill_id}/cancellation",
        summary="Hủy một phiếu thu chưa nộp",
        description="Người giám hộ được báo. Phiếu đã có tiền thì phải hoàn tiền trước.",
        response_model=BillDetail,
    )
    async def cancel(school_id: str, bill_id: str, officer: Accountant, body: Cancellation) -> Response:
        own_school(officer, school_id)
        bill = await cancel_bill(bill_id, [school_id], acting(officer), body.reason)
        student = await students.by_id(bill.student_id) if bill.student_id else None
        offers = school_bill_offers(bill)
        paid = await payments.paid_of([bill])
        row = BillRow.of(bill, student, labels, bill.overdue(clock.now()), offers, paid[bill.id])
        return typed_response(BillDetail.whole(row, bill))

    return router


def _both(of_class: Sequence[str] | None, student_id: str | None) -> Sequence[str] | None:
    """Those that both filters let through; ``None`` for everybody."""
    if student_id is None:
        return of_class
    return [student_id] if of_class is None or student_id in of_class else []
