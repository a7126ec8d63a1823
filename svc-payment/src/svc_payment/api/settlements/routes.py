"""Reconciliation: settlement files of providers, and statements of the collecting account."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import NotFound
from shared.fields import Day
from shared.files.upload_request import ONE_FILE, UploadKey
from shared.filters import check_known
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.fields import Text
from svc_payment.api.officers import (
    APPROVER,
    PAYMENT_OFFICER,
    Approver,
    Reconciler,
    RefundOfficer,
    acting,
    expect_province,
)
from svc_payment.api.settlements.requests import Signature
from svc_payment.api.settlements.responses import (
    DifferencePage,
    DifferenceView,
    SettlementPage,
    SettlementView,
    StatementResult,
)
from svc_payment.api.uploads import Receive
from svc_payment.catalogue.wording import Wording
from svc_payment.store.settlements import Settlements
from svc_payment.use_cases.read_settlement import ReadSettlement
from svc_payment.use_cases.sign_settlement import SignSettlement
from svc_payment.use_cases.take_in_statement import TakeInStatement

BOTH = (PAYMENT_OFFICER, APPROVER)


def settlement_routes(
    read: ReadSettlement,
    sign: SignSettlement,
    take_in_statement: TakeInStatement,
    settlements: Settlements,
    wording: Wording,
    received: Receive,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Đối soát"])

    @router.post(
        "/settlements",
        summary="Đối soát một tệp của đơn vị thanh toán",
        description="CSV hoặc XLSX của ngày giao dịch. Đọc lại cùng một tệp cho cùng kết quả; tệp đã ký giữ nguyên. "
        "Khi ngày đó đã có tệp được ký, tệp khác phải kèm lý do.",
        status_code=201,
        response_model=SettlementView,
        openapi_extra=ONE_FILE,
    )
    async def upload(
        request: Request,
        officer: RefundOfficer,
        provider: Annotated[str, Query(pattern=r"^[a-z]{2,20}$")],
        day: Day,
        idempotency_key: UploadKey,
        reason: Annotated[Text | None, Query(description="Vì sao đối soát thêm một tệp của ngày đã ký")] = None,
    ) -> Response:
        expect_province(officer, PAYMENT_OFFICER)
        async with received(request, officer, idempotency_key) as (_, file):
            found = await read(provider, day, acting(officer), file, reason)
        return typed_response(SettlementView.of(found, wording, officer), 201)

    @router.get(
        "/settlements",
        summary="Các lần đối soát",
        description="Mới đọc nhất trước; có thể lọc theo đơn vị thanh toán.",
        response_model=SettlementPage,
    )
    async def list_settlements(
        officer: Reconciler, page: PageQuery, provider: Annotated[str | None, Query(max_length=20)] = None
    ) -> Response:
        expect_province(officer, *BOTH)
        check_known("provider", provider, read.formats, "Chưa có mẫu tệp đối soát của đơn vị thanh toán này.")
        found = await settlements.latest(provider, position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.at, last.id))
        items = [SettlementView.of(one, wording, officer) for one in shown["items"]]
        return typed_response(SettlementPage(items=items, next=shown["next"]))

    @router.get(
        "/settlements/{settlement_id}/differences",
        summary="Các điểm không khớp",
        description="Từng dòng của tệp không khớp, và từng khoản thu, khoản hoàn của ta không có trong tệp (dòng 0).",
        response_model=DifferencePage,
    )
    async def differences(settlement_id: str, officer: Reconciler, page: PageQuery) -> Response:
        expect_province(officer, *BOTH)
        if await settlements.find(settlement_id) is None:
            raise NotFound("Không tìm thấy lần đối soát này.")
        after = position(page, str)
        found = await settlements.differences(settlement_id, after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        items = [DifferenceView.of(one, wording) for one in shown["items"]]
        return typed_response(DifferencePage(items=items, next=shown["next"]))

    @router.post(
        "/settlements/{settlement_id}/signature",
        summary="Ký xác nhận một lần đối soát",
        description="Người tải tệp lên không được tự ký; còn điểm không khớp thì phải ghi đã xử lý thế nào, "
        "và ngày đã có tệp được ký thì phải ghi vì sao ký thêm.",
        response_model=SettlementView,
    )
    async def signed(settlement_id: str, officer: Approver, body: Signature) -> Response:
        expect_province(officer, APPROVER)
        signed_one = await sign(settlement_id, acting(officer), body.remark)
        return typed_response(SettlementView.of(signed_one, wording, officer))

    @router.post(
        "/statements",
        summary="Tải lên sao kê của tài khoản thu",
        description="Mỗi giao dịch có được ghép theo mã trong nội dung; tải lại cùng sao kê không ghi hai lần.",
        response_model=StatementResult,
        openapi_extra=ONE_FILE,
    )
    async def statement(request: Request, officer: RefundOfficer, idempotency_key: UploadKey) -> Response:
        expect_province(officer, PAYMENT_OFFICER)
        async with received(request, officer, idempotency_key) as (_, file):
            taken = await take_in_statement(file)
        return typed_response(StatementResult.of(taken, wording.left_out))

    return router
