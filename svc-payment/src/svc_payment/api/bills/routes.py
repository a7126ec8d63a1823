"""Bills of a citizen: of the children they are guardian of, and of their own dossiers."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import Clock
from shared.errors import NotFound
from shared.etag import etag
from shared.identity import Citizen
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.bills.responses import BillDetail, BillPage, BillRow
from svc_payment.api.offers import own_bill_offers
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill import Bill
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.store.schools import Students

DossierQuery = Annotated[str | None, Query(max_length=100, description="Chỉ phiếu thu của hồ sơ này")]


def bill_routes(bills: Bills, payments: Payments, students: Students, labels: Words, clock: Clock) -> APIRouter:
    router = api_router(prefix="/v1/bills", tags=["Phiếu thu"])

    @router.get(
        "",
        summary="Phiếu thu của tôi, mới nhất trước",
        description="Học phí và các khoản thu của học sinh đã liên kết, phí và lệ phí của hồ sơ đã nộp. Phiếu đã nộp "
        "thì kèm cách nộp và thời điểm.",
        response_model=BillPage,
    )
    async def list_own(citizen: Citizen, page: PageQuery, dossier_id: DossierQuery = None) -> Response:
        found = await bills.own(citizen.id, position(page, datetime, str), page.limit + 1, dossier_id)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.issued_at, last.id))
        now = clock.now()
        whose = await students.by_ids({bill.student_id for bill in shown["items"] if bill.student_id})
        paid = await payments.paid_of(shown["items"])

        def row(bill: Bill) -> BillRow:
            student = whose.get(bill.student_id or "")
            return BillRow.of(bill, student, labels, bill.overdue(now), own_bill_offers(bill), paid[bill.id])

        items = [row(bill) for bill in shown["items"]]
        return typed_response(BillPage(items=items, next=shown["next"]))

    @router.get(
        "/{bill_id}",
        summary="Một phiếu thu với từng khoản",
        description="Số tiền phải nộp luôn lấy từ phiếu thu. Khi nộp hồ sơ, số tiền do cơ quan giải quyết yêu cầu.",
        response_model=BillDetail,
    )
    async def show(bill_id: str, citizen: Citizen) -> Response:
        bill = await bills.of_party(bill_id, citizen.id)
        if bill is None:
            raise NotFound("Không tìm thấy phiếu thu này.")
        student = await students.by_id(bill.student_id) if bill.student_id else None
        paid, offers = await payments.paid_of([bill]), own_bill_offers(bill)
        row = BillRow.of(bill, student, labels, bill.overdue(clock.now()), offers, paid[bill.id])
        return typed_response(BillDetail.whole(row, bill), headers={"ETag": etag(bill.version)})

    return router
