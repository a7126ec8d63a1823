"""Figures as JSON and as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import BaseModel, Field

from shared import figures
from shared.web import Timestamp
from svc_feedback.domain.figures import By
from svc_feedback.use_cases.read_figures import FiguresOf

SHARES: Mapping[str, str] = {
    "share_open": "Đang xử lý / đã nhận",
    "share_overdue": "Quá hạn / đang xử lý",
    "share_on_time": "Đúng hạn / đã xử lý hoặc quá hạn",
    "share_satisfied": "Hài lòng / có đánh giá",
    "share_reopened": "Mở lại / đã xử lý",
}


class Share(BaseModel):
    numerator: int
    denominator: int
    value: float | None = Field(description="null khi không có dữ liệu, không phải 0")

    @classmethod
    def of(cls, share: figures.Share) -> Self:
        return cls(numerator=share.numerator, denominator=share.denominator, value=share.value)


class FigureRow(BaseModel):
    key: str
    label: str
    received: int = Field(description="Số phản ánh đã nhận")
    open: int
    overdue: int
    resolved: int
    share_open: Share
    share_overdue: Share
    share_on_time: Share
    share_satisfied: Share
    share_reopened: Share
    median_triage_hours: float | None = Field(description="Trung vị số giờ từ lúc gửi đến khi cán bộ đọc")
    median_result_hours: float | None = Field(description="Trung vị số giờ từ lúc gửi đến khi có kết quả")

    @classmethod
    def of(cls, row: FiguresOf) -> Self:
        found = row.figures
        return cls(
            key=row.key,
            label=row.label,
            received=found.received,
            open=found.open,
            overdue=found.overdue,
            resolved=found.resolved,
            share_open=Share.of(found.share_open),
            share_overdue=Share.of(found.share_overdue),
            share_on_time=Share.of(found.share_on_time),
            share_satisfied=Share.of(found.share_satisfied),
            share_reopened=Share.of(found.share_reopened),
            median_triage_hours=found.triage_hours,
            median_result_hours=found.result_hours,
        )


class FigureRows(BaseModel):
    since: str = Field(serialization_alias="from")
    until: str = Field(serialization_alias="to")
    by: By
    items: list[FigureRow]
    at: Timestamp


def spreadsheet(rows: Iterable[FiguresOf]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    head = [cell for title in SHARES.values() for cell in (f"{title}: tử số", "mẫu số", "tỷ lệ %")]
    table.writerow(
        ["Mã", "Tên", "Đã nhận", "Đang xử lý", "Quá hạn", "Đã xử lý", *head, "Giờ đến khi đọc", "Giờ đến kết quả"]
    )
    for row in rows:
        found = row.figures
        cells: list[object] = [row.key, row.label, found.received, found.open, found.overdue, found.resolved]
        for name in SHARES:
            share: figures.Share = getattr(found, name)
            percent = "" if share.value is None else f"{share.value * 100:.2f}"
            cells += [share.numerator, share.denominator, percent]
        table.writerow([*cells, _hours(found.triage_hours), _hours(found.result_hours)])
    return out.getvalue().encode("utf-8-sig")  # with the mark by which spreadsheets know UTF-8


def _hours(hours: float | None) -> object:
    return "" if hours is None else hours
