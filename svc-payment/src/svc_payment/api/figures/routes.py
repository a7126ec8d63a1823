"""Figures of bills, money and shops, as JSON and as CSV."""

from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import VIETNAM
from shared.csv_table import csv_table
from shared.errors import FieldError, Invalid
from shared.fields import Day
from shared.identity import ADMINISTRATOR, Caller
from shared.web import api_router, typed_response
from svc_payment.api.figures.responses import FiguresView
from svc_payment.api.officers import ACCOUNTANT, APPROVER, PAYMENT_OFFICER, FigureReader, units
from svc_payment.catalogue.wording import Wording
from svc_payment.domain.figures import Figures
from svc_payment.use_cases.read_figures import ReadFigures

LONGEST = timedelta(days=370)
HEADING = (
    "Loại",
    "Mã",
    "Tên",
    "Xã, phường, đặc khu",
    "Số lượng",
    "Đã nộp",
    "Đúng hạn",
    "Tiền vào (của đơn vị thu: đã trừ tiền hoàn)",
    "Tiền hoàn",
    "Chưa xong",
    "Đang giữ",
)


def figure_routes(read_figures: ReadFigures, wording: Wording) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Số liệu"])

    async def read(officer: Caller, since: Day, until: Day) -> Figures:
        if not timedelta() <= until - since <= LONGEST:
            raise Invalid([FieldError("until", "Khoảng thời gian từ một ngày đến một năm.")])
        begin, end = (datetime.combine(day, time(), VIETNAM).astimezone(UTC) for day in (since, until))
        payees = units(officer, ACCOUNTANT, PAYMENT_OFFICER, APPROVER, ADMINISTRATOR)
        return await read_figures(begin, end + timedelta(days=1), payees)

    @router.get(
        "/payment-figures",
        summary="Số liệu thu",
        description="Phiếu thu đã phát hành, nộp đúng hạn, tiền vào, tiền hoàn, chưa xong, cửa hàng theo trạng thái.",
        response_model=FiguresView,
    )
    async def as_json(officer: FigureReader, since: Day, until: Day) -> Response:
        return typed_response(FiguresView.of(await read(officer, since, until), wording))

    @router.get(
        "/payment-figures.csv",
        summary="Số liệu thu, tệp CSV",
        description="Cùng số liệu; ô bắt đầu như công thức được vô hiệu hóa.",
        response_class=Response,
    )
    async def as_csv(officer: FigureReader, since: Day, until: Day) -> Response:
        table = csv_table(HEADING, _rows(FiguresView.of(await read(officer, since, until), wording)))
        name = f'attachment; filename="so-lieu-thu-{since}-{until}.csv"'
        return Response(table, 200, {"Content-Disposition": name}, "text/csv")

    return router


def _rows(shown: FiguresView) -> list[list[object]]:
    return [
        *(
            ["Đơn vị thu", b.payee_id, b.payee_name, b.commune_name, b.bills, b.paid, b.on_time, b.received, "", "", ""]
            for b in shown.bills
        ),
        *(
            [
                "Đơn vị thanh toán",
                p.provider,
                p.provider_label,
                "",
                p.payments,
                "",
                "",
                p.received,
                p.refunded,
                p.unsettled,
                p.held,
            ]
            for p in shown.providers
        ),
        *(["Cửa hàng", s.state, s.state_label, s.commune_name, s.shops, "", "", "", "", "", ""] for s in shown.shops),
    ]
