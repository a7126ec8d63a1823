"""Bills of which a counter takes cash: the fees of a unit's dossiers, the dues of a school."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import Clock
from shared.idempotency import IdempotentCommand, replay
from shared.web import api_router, typed_response
from svc_payment.api.bills.responses import BillDetail, BillRow
from svc_payment.api.collected_bills.requests import Cash
from svc_payment.api.collected_bills.responses import CashRecord, CollectedBillPage
from svc_payment.api.offers import collected_bill_offers
from svc_payment.api.officers import Collector, acting, collected_for
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill import Bill
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.use_cases.record_cash import RecordCash

DossierQuery = Annotated[str, Query(max_length=100, description="Phiếu thu của hồ sơ này")]


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
        summary="Phiếu thu của một hồ sơ",
        description="Để thu phí, lệ phí tại bộ phận Một cửa của đơn vị giải quyết hồ sơ; có sau ít giây kể từ khi yêu "
        "cầu nộp tiền. Phiếu đã nộp thì kèm cách nộp, số biên lai và thời điểm.",
        response_model=CollectedBillPage,
    )
    async def list_of_dossier(officer: Collector, dossier_id: DossierQuery) -> Response:
        payees, now = collected_for(officer), clock.now()
        found = [bill for bill in await bills.of_dossier(dossier_id) if bill.payee_id in payees]
        paid = await payments.paid_of(found)

        def row(bill: Bill) -> BillDetail:
            offers = collected_bill_offers(bill)
            shown = BillRow.of(bill, None, bill_labels, bill.overdue(now), offers, paid[bill.id])
            return BillDetail.whole(shown, bill)

        return typed_response(CollectedBillPage(items=[row(bill) for bill in found], next=None))

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
