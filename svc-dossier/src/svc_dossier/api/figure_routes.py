"""Figures for those who answer for an office, as JSON and as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import rfc3339
from shared.errors import FieldError, Invalid
from shared.web import api_router, json_response
from svc_dossier.api.figure_responses import FigureTable
from svc_dossier.api.officers import Officer, of_province, visible
from svc_dossier.domain.figures import MAX_MONTHS, By, Figures, Month, Share, months
from svc_dossier.domain.procedure import AgencyKind
from svc_dossier.use_cases.desk import Desk

MonthText = Annotated[str, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2026-11"])]

SHARES: Mapping[str, str] = {
    "share_online": "Nộp trực tuyến / tổng số tiếp nhận",
    "share_online_of_offered": "Nộp trực tuyến / tiếp nhận của thủ tục có dịch vụ trực tuyến",
    "share_mini_app": "Nộp qua ứng dụng trong Zalo / tổng số tiếp nhận",
    "share_on_time": "Đúng hạn (chỉ số 2.1)",
}


@dataclass(frozen=True)
class Asked:
    by: By
    period: list[Month]
    agencies: frozenset[str] | None
    procedure_code: str | None


def figure_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Số liệu"])

    @router.get("/figures", summary="Tỷ lệ trực tuyến và đúng hạn, kèm tử số và mẫu số", response_model=FigureTable)
    async def show(
        officer: Officer,
        since: Annotated[MonthText, Query(alias="from")],
        until: Annotated[MonthText, Query(alias="to")],
        by: By = By.TOTAL,
        unit: Annotated[str | None, Query(max_length=60)] = None,
        procedure_code: Annotated[str | None, Query(max_length=20)] = None,
    ) -> Response:
        now = desk.clock.now()
        asked = Asked(by, _period(since, until), _agencies(desk, officer, by, unit), procedure_code)
        rows = await _rows(desk, asked, now)
        items = [{"key": key, "label": label, **_shown(figures)} for key, label, figures in rows]
        return json_response({"from": since, "to": until, "by": by, "items": items, "at": rfc3339(now)})

    @router.get("/figures.csv", summary="Cùng số liệu, dạng bảng tính")
    async def export(
        officer: Officer,
        since: Annotated[MonthText, Query(alias="from")],
        until: Annotated[MonthText, Query(alias="to")],
        by: By = By.TOTAL,
        unit: Annotated[str | None, Query(max_length=60)] = None,
        procedure_code: Annotated[str | None, Query(max_length=20)] = None,
    ) -> Response:
        asked = Asked(by, _period(since, until), _agencies(desk, officer, by, unit), procedure_code)
        table = _csv(await _rows(desk, asked, desk.clock.now()))
        name = f'attachment; filename="so-lieu-{since}-{until}.csv"'
        return Response(table, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})

    return router


def _period(since: str, until: str) -> list[Month]:
    first, last = (Month(int(text[:4]), int(text[5:])) for text in (since, until))
    period = months(first, last)
    if not 1 <= len(period) <= MAX_MONTHS:
        raise Invalid([FieldError("to", f"Khoảng thời gian từ 1 đến {MAX_MONTHS} tháng.")])
    return period


def _agencies(desk: Desk, officer: Officer, by: By, unit: str | None) -> frozenset[str] | None:
    """``None``: all, without naming each."""
    if of_province(officer) and unit is None and by is not By.COMMUNE:
        return None
    seen = visible(desk.agencies, officer) | officer.units("administrator") & desk.agencies.keys()
    if by is By.COMMUNE:
        seen = frozenset(office for office in seen if desk.agencies[office].kind is not AgencyKind.PROVINCIAL)
    return seen & {unit} if unit else seen


async def _rows(desk: Desk, asked: Asked, now: datetime) -> list[tuple[str, str, Figures]]:
    first, beyond = asked.period[0], asked.period[-1].plus(1)
    zone = desk.calendar.zone
    since, until = (datetime(month.year, month.number, 1, tzinfo=zone) for month in (first, beyond))
    found = await desk.figures.of(asked.by, since, until, now, asked.agencies, asked.procedure_code)
    return [(key, label, found.get(key, Figures())) for key, label in _labels(desk, asked, found)]


def _labels(desk: Desk, asked: Asked, found: Mapping[str, Figures]) -> Iterator[tuple[str, str]]:
    """Every row there is to show: a month or an office without dossiers is a row without values."""
    if asked.by is By.TOTAL:
        yield "", "Tổng cộng"
    elif asked.by is By.MONTH:
        yield from ((str(month), f"Tháng {month.number}/{month.year}") for month in asked.period)
    elif asked.by is By.PROCEDURE:
        for code in sorted(found):
            published = desk.catalogue.in_force(code, desk.today(desk.clock.now()))
            yield code, published.procedure.name if published else code
    else:
        offices = desk.agencies if asked.agencies is None else sorted(asked.agencies)
        yield from ((office, desk.agencies[office].name) for office in offices)


def _shown(figures: Figures) -> dict[str, Any]:
    shares: dict[str, Share] = {name: getattr(figures, name) for name in SHARES}
    shown = {
        name: {"numerator": share.numerator, "denominator": share.denominator, "value": share.value}
        for name, share in shares.items()
    }
    return {"received": figures.received, **shown}


def _csv(rows: list[tuple[str, str, Figures]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    head = [cell for title in SHARES.values() for cell in (f"{title}: tử số", "mẫu số", "tỷ lệ %")]
    table.writerow(["Mã", "Tên", "Tiếp nhận", *head])
    for key, label, figures in rows:
        cells: list[object] = [key, label, figures.received]
        for name in SHARES:
            share: Share = getattr(figures, name)
            percent = "" if share.value is None else f"{share.value * 100:.2f}"
            cells += [share.numerator, share.denominator, percent]
        table.writerow(cells)
    return out.getvalue().encode("utf-8-sig")  # with the mark by which spreadsheets know UTF-8
