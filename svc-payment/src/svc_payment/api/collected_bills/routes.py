"""Bills of which a counter takes cash: the fees of a unit's dossiers, the dues of a school."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import Clock
from shared.errors import FieldError, Invalid
from shared.fields import Code
from shared.idempotency import IdempotentCommand, replay
from shared.web import api_router, typed_response
from svc_payment.api.bills.responses import BillDetail, BillRow
from svc_payment.api.collected_bills.requests import Cash
from svc_payment.api.collected_bills.responses import CashRecord, CollectedBillPage
from svc_payment.api.offers import collected_bill_offers
from svc_payment.api.officers import APPROVER, PAYMENT_OFFICER, BillFinder, Collector, acting, collected_for
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill import Bill
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.use_cases.record_cash import RecordCash

DossierQuery = Annotated[str | None, Query(max_length=100, description="Phiếu thu của hồ sơ này")]
CodeQuery = Annotated[
    str | None, Query(max_length=40, description="Mã phiếu thu, như trong nội dung chuyển khoản"), Code
]


def collected_bill_routes(
    record_cash: RecordCash,
    bills: Bills,
    payments: Payments,
    bill_labels: Words,
    payment_labels: Words,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/bills", tags=["Thu tiền tại quầy"])

    @router.get(
        "",
        summary="Phiếu thu của một hồ sơ, hoặc mang một mã",
        description="Để thu phí, lệ phí tại bộ phận Một cửa của đơn vị giải quyết hồ sơ; có sau ít giây kể từ khi yêu "
        "cầu nộp tiền. Phiếu đã nộp thì kèm cách nộp, số biên lai và thời điểm. Cán bộ thanh toán của tỉnh tìm phiếu "
        "thu để ghi tiền chưa rõ của khoản nào.",
        response_model=CollectedBillPage,
    )
    async def find(officer: BillFinder, dossier_id: DossierQuery = None, code: CodeQuery = None) -> Response:
        named = await _named(dossier_id, code)
        collects, now = collected_for(officer), clock.now()
        everywhere = officer.covers_province(PAYMENT_OFFICER, APPROVER)
        found = [bill for bill in named if everywhere or bill.payee_id in collects]
        paid = await payments.paid_of(found)

        def row(bill: Bill) -> BillDetail:
            offers = collected_bill_offers(bill) if bill.payee_id in collects else []
            shown = BillRow.of(bill, None, bill_labels, bill.overdue(now), offers, paid[bill.id])
            return BillDetail.whole(shown, bill)

        return typed_response(CollectedBillPage(items=[row(bill) for bill in found], next=None))

    async def _named(dossier_id: str | None, code: str | None) -> Sequence[Bill]:
        if code:
            bill = await bills.by_code(code)
            return [bill] if bill else []
        if dossier_id:
            return await bills.of_dossier(dossier_id)
        raise Invalid([FieldError("dossier_id", "Cần mã hồ sơ, hoặc mã phiếu thu trong code.")])

    @router.post(
        "/{bill_id}/cash",
        summary="Ghi nhận đã thu tiền mặt",
        description="Theo biên lai mà đơn vị đã giao cho người nộp. Tiền được ghi vào phiếu thu; hồ sơ đang chờ nộp "
        "tiền được giải quyết tiếp sau ít giây. Ghi nhầm số biên lai thì sửa số; ghi nhầm phiếu thu thì yêu cầu hoàn "
        "tiền, người khác duyệt.",
        status_code=201,
        response_model=CashRecord,
    )
    async def cash(bill_id: str, officer: Collector, command: IdempotentCommand, body: Cash) -> Response:
        outcome = await record_cash(bill_id, collected_for(officer), acting(officer), command, body.taken())
        return typed_response(CashRecord.of(outcome.value, payment_labels, officer), 201, replay(outcome.replayed))

    return router
