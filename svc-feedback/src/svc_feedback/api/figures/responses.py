"""Figures as JSON and as a table for a spreadsheet."""

from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import BaseModel, Field

from shared.csv_table import csv_table
from shared.figures import Share
from shared.share_response import ShareResponse
from shared.web import Timestamp
from svc_feedback.domain.figures import By
from svc_feedback.use_cases.read_figures import FiguresOf

SHARES: Mapping[str, str] = {
    "share_open": "Đang xử lý / đã nhận",
    "share_overdue": "Quá hạn xử lý / đang xử lý",
    "share_on_time": "Đúng hạn / có kết quả hoặc quá hạn xử lý",
    "share_satisfied": "Hài lòng / có đánh giá",
    "share_reopened": "Mở lại / đã từng có kết quả",
}


class FigureRow(BaseModel):
    key: str
    label: str
    received: int = Field(description="Số phản ánh đã nhận")
    open: int
    overdue: int = Field(description="Số chưa có kết quả mà đã quá hạn xử lý")
    read: int = Field(description="Số đã có cán bộ đọc")
    resolved: int = Field(description="Số đang có kết quả, không kể phản ánh đã mở lại")
    share_open: ShareResponse
    share_overdue: ShareResponse
    share_on_time: ShareResponse
    share_satisfied: ShareResponse
    share_reopened: ShareResponse
    median_triage_hours: float | None = Field(
        description="Trung vị số giờ từ lúc gửi đến khi cán bộ đọc, của read phản ánh"
    )
    median_result_hours: float | None = Field(
        description="Trung vị số giờ từ lúc gửi đến khi có kết quả, của resolved phản ánh"
    )

    @classmethod
    def of(cls, row: FiguresOf) -> Self:
        found = row.figures
        return cls(
            key=row.key,
            label=row.label,
            received=found.received,
            open=found.open,
            overdue=found.overdue,
            read=found.read,
            resolved=found.resolved,
            share_open=ShareResponse.of(found.share_open),
            share_overdue=ShareResponse.of(found.share_overdue),
            share_on_time=ShareResponse.of(found.share_on_time),
            share_satisfied=ShareResponse.of(found.share_satisfied),
            share_reopened=ShareResponse.of(found.share_reopened),
            median_triage_hours=found.triage_hours,
            median_result_hours=found.result_hours,
        )


class FiguresView(BaseModel):
    since: str = Field(serialization_alias="from")
    until: str = Field(serialization_alias="to")
    by: By
    items: list[FigureRow]
    at: Timestamp


def spreadsheet(rows: Iterable[FiguresOf]) -> bytes:
    head = [cell for title in SHARES.values() for cell in (f"{title}: tử số", "mẫu số", "tỷ lệ %")]
    counts = ["Đã nhận", "Đang xử lý", "Quá hạn xử lý", "Đã đọc", "Có kết quả"]
    medians = ["Trung vị số giờ đến khi đọc (của số đã đọc)", "Trung vị số giờ đến kết quả (của số có kết quả)"]
    return csv_table(["Mã", "Tên", *counts, *head, *medians], map(_cells, rows))


def _cells(row: FiguresOf) -> list[object]:
    found = row.figures
    cells: list[object] = [row.key, row.label, found.received, found.open, found.overdue]
    cells += [found.read, found.resolved]
    for name in SHARES:
        share: Share = getattr(found, name)
        cells += [share.numerator, share.denominator, share.percent]
    return [*cells, _hours(found.triage_hours), _hours(found.result_hours)]


def _hours(hours: float | None) -> object:
    return "" if hours is None else hours
