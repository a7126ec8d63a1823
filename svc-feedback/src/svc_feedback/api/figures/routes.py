"""Figures for those who answer for an agency, as JSON and as a table for a spreadsheet."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from shared.month_query import MonthText, period
from shared.web import api_router, typed_response
from svc_feedback.api.figures.responses import FigureRow, FiguresView, spreadsheet
from svc_feedback.api.officers import APPROVER, HANDLER, Officer, scope
from svc_feedback.domain.figures import By
from svc_feedback.use_cases.read_figures import FigureQuery, ReadFigures
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class _Asked:
    """The same question, whichever form the answer has; ``since`` and ``until`` as they were written."""

    since: str
    until: str
    query: FigureQuery


def figure_routes(read_figures: ReadFigures, rules: Rules) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Số liệu phản ánh"])

    async def asked_figures(
        officer: Officer,
        since: Annotated[MonthText, Query(alias="from", description="Từ tháng, ví dụ 2026-01")],
        until: Annotated[MonthText, Query(alias="to", description="Đến hết tháng, ví dụ 2026-11")],
        by: By = By.TOTAL,
        commune: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    ) -> _Asked:
        rules.check_commune(commune)
        agencies = None if scope(officer).unlimited else officer.units(HANDLER, APPROVER)
        return _Asked(since, until, FigureQuery(by, period(since, until), agencies, commune))

    @router.get(
        "/feedback-figures",
        summary="Số liệu phản ánh, kèm tử số và mẫu số",
        description="Của phản ánh gửi trong các tháng đã chọn, tại các đơn vị mà cán bộ được xem: đã nhận, đang xử "
        "lý, quá hạn, đúng hạn, hài lòng, mở lại, trung vị thời gian.",
        response_model=FiguresView,
    )
    async def show(asked: Annotated[_Asked, Depends(asked_figures)]) -> Response:
        table = await read_figures(asked.query)
        items = [FigureRow.of(row) for row in table.rows]
        answer = FiguresView(since=asked.since, until=asked.until, by=asked.query.by, items=items, at=table.at)
        return typed_response(answer)

    @router.get(
        "/feedback-figures.csv",
        summary="Cùng số liệu, dạng bảng tính",
        description="Tệp CSV (UTF-8) mở được bằng phần mềm bảng tính, mỗi tỷ lệ kèm tử số và mẫu số.",
        response_class=Response,
    )
    async def export(asked: Annotated[_Asked, Depends(asked_figures)]) -> Response:
        table = await read_figures(asked.query)
        name = f'attachment; filename="phan-anh-{asked.since}-{asked.until}.csv"'
        return Response(spreadsheet(table.rows), 200, {"Content-Disposition": name}, "text/csv; charset=utf-8")

    return router
