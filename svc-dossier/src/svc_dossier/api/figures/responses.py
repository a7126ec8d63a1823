"""Figures as JSON and as a table for a spreadsheet."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, Field

from shared.csv_table import csv_table
from shared.figures import Share
from shared.share_response import ShareResponse
from shared.web import Timestamp
from svc_dossier.domain.figures import By
from svc_dossier.use_cases.read_figures import FiguresOf

SHARES: Mapping[str, str] = {
    "share_online": "Nộp trực tuyến / tổng số tiếp nhận",
    "share_online_of_offered": "Nộp trực tuyến / tiếp nhận của thủ tục có dịch vụ trực tuyến",
    "share_mini_app": "Nộp qua ứng dụng trong Zalo / tổng số tiếp nhận",
    "share_on_time": "Đúng hạn (chỉ số 2.1)",
}


class FigureRow(BaseModel):
    key: str
    label: str
    received: int = Field(description="Số hồ sơ tiếp nhận")
    share_online: ShareResponse
    share_online_of_offered: ShareResponse
    share_mini_app: ShareResponse
    share_on_time: ShareResponse

    @classmethod
    def of(cls, row: FiguresOf) -> "FigureRow":
        return cls(
            key=row.key,
            label=row.label,
            received=row.figures.received,
            share_online=ShareResponse.of(row.figures.share_online),
            share_online_of_offered=ShareResponse.of(row.figures.share_online_of_offered),
            share_mini_app=ShareResponse.of(row.figures.share_mini_app),
            share_on_time=ShareResponse.of(row.figures.share_on_time),
        )


class Figures(BaseModel):
    since: str = Field(serialization_alias="from")
    until: str = Field(serialization_alias="to")
    by: By
    items: list[FigureRow]
    at: Timestamp


def spreadsheet(rows: Iterable[FiguresOf]) -> bytes:
    head = [cell for title in SHARES.values() for cell in (f"{title}: tử số", "mẫu số", "tỷ lệ %")]
    return csv_table(["Mã", "Tên", "Tiếp nhận", *head], map(_cells, rows))


def _cells(row: FiguresOf) -> list[object]:
    cells: list[object] = [row.key, row.label, row.figures.received]
    for name in SHARES:
        share: Share = getattr(row.figures, name)
        cells += [share.numerator, share.denominator, share.percent]
    return cells
