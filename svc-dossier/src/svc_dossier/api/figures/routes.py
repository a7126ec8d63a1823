"""Figures for those who answer for an office, as JSON and as a table for a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from shared.filters import chosen_units
from shared.identity import ADMINISTRATOR, Caller
from shared.month_query import MonthText, period
from shared.reference.agency_kind import AgencyKind
from shared.web import api_router, typed_response
from svc_dossier.api.fields import ProcedureQuery
from svc_dossier.api.figures.responses import FigureRow, Figures, spreadsheet
from svc_dossier.api.officers import Officer, handled
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.figures import By
from svc_dossier.domain.procedure import Agency
from svc_dossier.use_cases.read_figures import FigureQuery, ReadFigures


@dataclass(frozen=True)
class _Asked:
    """The same question, whichever form the answer has; ``since`` and ``until`` as they were written."""

    since: str
    until: str
    query: FigureQuery


def figure_routes(read_figures: ReadFigures, agencies: Mapping[str, Agency], catalogue: Catalogue) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Số liệu"])

    async def asked_figures(
        officer: Officer,
        since: Annotated[MonthText, Query(alias="from", description="Từ tháng, ví dụ 2026-01")],
        until: Annotated[MonthText, Query(alias="to", description="Đến hết tháng, ví dụ 2026-11")],
        by: By = By.TOTAL,
        unit: Annotated[str | None, Query(max_length=60)] = None,
        procedure_code: ProcedureQuery = None,
    ) -> _Asked:
        catalogue.check_known(procedure_code)
        visible = _visible(agencies, officer, by, unit)
        return _Asked(since, until, FigureQuery(by, period(since, until), visible, procedure_code))

    @router.get(
        "/figures",
        summary="Tỷ lệ trực tuyến và đúng hạn, kèm tử số và mẫu số",
        description="Của hồ sơ được tiếp nhận trong các tháng đã chọn, tại các đơn vị mà cán bộ được xem.",
        response_model=Figures,
    )
    async def show(asked: Annotated[_Asked, Depends(asked_figures)]) -> Response:
        table = await read_figures(asked.query)
        items = [FigureRow.of(row) for row in table.rows]
        since, until, by = asked.since, asked.until, asked.query.by
        return typed_response(Figures(since=since, until=until, by=by, items=items, at=table.at))

    @router.get(
        "/figures.csv",
        summary="Cùng số liệu, dạng bảng tính",
        description="Tệp CSV (UTF-8) mở được bằng phần mềm bảng tính, mỗi tỷ lệ kèm tử số và mẫu số.",
        response_class=Response,
    )
    async def export(asked: Annotated[_Asked, Depends(asked_figures)]) -> Response:
        table = await read_figures(asked.query)
        name = f'attachment; filename="so-lieu-{asked.since}-{asked.until}.csv"'
        return Response(spreadsheet(table.rows), 200, {"Content-Disposition": name}, "text/csv; charset=utf-8")

    return router


def _visible(agencies: Mapping[str, Agency], officer: Caller, by: By, unit: str | None) -> frozenset[str] | None:
    """The offices whose figures they see; ``None`` for all, without naming each."""
    if officer.covers_province(ADMINISTRATOR) and unit is None and by is not By.COMMUNE:
        return None
    own = handled(officer) | officer.units(ADMINISTRATOR) & agencies.keys()
    seen = frozenset(agencies) if officer.covers_province(ADMINISTRATOR) else own
    if by is By.COMMUNE:
        seen = frozenset(office for office in seen if agencies[office].kind is not AgencyKind.PROVINCIAL)
    return chosen_units(unit, seen, agencies)
