"""Money that fits no payment: what waits, and where officers say that it belongs."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.identity import Caller
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.officers import (
    APPROVER,
    PAYMENT_OFFICER,
    Approver,
    Reconciler,
    RefundOfficer,
    acting,
    expect_province,
)
from svc_payment.api.unmatched_sums.requests import PlacementRequest
from svc_payment.api.unmatched_sums.responses import UnmatchedTransferPage, UnmatchedTransferView
from svc_payment.catalogue.wording import Wording
from svc_payment.domain.bill import Bill
from svc_payment.domain.unmatched_sum import UnmatchedSum
from svc_payment.store.bills import Bills
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.decide_placement import DecidePlacement
from svc_payment.use_cases.propose_placement import ProposePlacement


def unmatched_sum_routes(
    propose: ProposePlacement, decide: DecidePlacement, sums: UnmatchedSums, bills: Bills, wording: Wording
) -> APIRouter:
    router = api_router(prefix="/v1/staff/unmatched-transfers", tags=["Đối soát"])

    @router.get(
        "",
        summary="Tiền vào chưa biết của khoản nào",
        description=(
            "Giao dịch chuyển khoản không có mã thanh toán, và tiền ở đơn vị thanh toán mà sổ không có. Cũ nhất trước."
        ),
        response_model=UnmatchedTransferPage,
    )
    async def list_unmatched(officer: Reconciler, page: PageQuery) -> Response:
        expect_province(officer, PAYMENT_OFFICER, APPROVER)
        found = await sums.open(position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.received_at, last.id))
        known = await _bills(*shown["items"])
        items = [UnmatchedTransferView.of(one, known, wording, officer) for one in shown["items"]]
        return typed_response(UnmatchedTransferPage(items=items, next=shown["next"]))

    @router.post(
        "/{transfer_id}/proposal",
        summary="Đề nghị ghi tiền vào khoản thanh toán, phiếu thu, nhiều phiếu thu, hoàn lại hoặc kết luận là không có",
        description=(
            "Người khác phải duyệt. Tiền hoàn lại thành một yêu cầu hoàn tiền. Khoản đã kết luận là không có sẽ chờ xử "
            "lý lại nếu được báo thêm lần nữa."
        ),
        response_model=UnmatchedTransferView,
    )
    async def proposed(transfer_id: str, officer: RefundOfficer, body: PlacementRequest) -> Response:
        expect_province(officer, PAYMENT_OFFICER)
        found = await propose(transfer_id, body.placement(), acting(officer))
        return typed_response(UnmatchedTransferView.of(found, await _bills(found), wording, officer))

    async def _bills(*sums: UnmatchedSum) -> Mapping[str, Bill]:
        return await bills.of_ids({bill_id for one in sums if one.proposal for bill_id in one.proposal.bill_ids})

    async def decided(transfer_id: str, officer: Caller, *, approve: bool) -> Response:
        expect_province(officer, APPROVER)
        found = await decide(transfer_id, acting(officer), approve=approve)
        return typed_response(UnmatchedTransferView.of(found, await _bills(found), wording, officer))

    @router.post(
        "/{transfer_id}/approval",
        summary="Duyệt nơi ghi tiền",
        description="Người đề nghị không được tự duyệt.",
        response_model=UnmatchedTransferView,
    )
    async def approved(transfer_id: str, officer: Approver) -> Response:
        return await decided(transfer_id, officer, approve=True)

    @router.post(
        "/{transfer_id}/rejection",
        summary="Không duyệt nơi ghi tiền",
        description="Khoản tiền trở lại danh sách chờ.",
        response_model=UnmatchedTransferView,
    )
    async def rejected(transfer_id: str, officer: Approver) -> Response:
        return await decided(transfer_id, officer, approve=False)

    return router
