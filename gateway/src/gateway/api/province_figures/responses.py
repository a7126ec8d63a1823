"""The letter's figures as JSON and as a table for a spreadsheet."""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, Field

from gateway.domain.province_figures import OVER, MonthOfVisits, ProvinceFigures, last_months
from shared.clock import VIETNAM
from shared.csv_table import csv_table
from shared.share_response import ShareResponse
from shared.web import Timestamp


class MonthView(BaseModel):
    month: str
    visits: int = Field(description="Lượt truy cập bắt đầu trong tháng; lượt kết thúc sau 30 phút không thao tác")
    active_users: int = Field(description="Số người đã vào ứng dụng trong tháng")
    returning_users: int = Field(description="Trong đó, số người đã từng vào trước lần này")

    @classmethod
    def of(cls, month: str, counted: MonthOfVisits) -> Self:
        return cls(month=month, visits=counted.visits, active_users=counted.active, returning_users=counted.returning)


class ProvinceFiguresView(BaseModel):
    at: Timestamp
    since: str = Field(serialization_alias="from", description="Tháng đầu của kỳ số liệu 12 tháng, như 2025-12")
    until: str = Field(serialization_alias="to", description="Tháng cuối, là tháng này")
    users: int = Field(description="Số người đã đăng nhập ứng dụng ít nhất một lần, từ trước đến nay")
    share_over_45: ShareResponse = Field(description="Người trên 45 tuổi trên số người đã khai năm sinh")
    visits: int = Field(description="Lượt truy cập trong kỳ")
    visits_a_month: float | None = Field(
        description="Lượt truy cập bình quân một tháng, tháng chưa hết tính theo số ngày; null trong ngày đầu tiên"
    )
    share_online: ShareResponse = Field(description="Hồ sơ nộp trực tuyến trên hồ sơ tiếp nhận trong kỳ")
    share_mini_app: ShareResponse = Field(description="Hồ sơ nộp qua ứng dụng trong Zalo trên hồ sơ tiếp nhận")
    months: list[MonthView] = Field(description="Các tháng của kỳ kể từ tháng bắt đầu đếm; tháng trước đó không có")

    @classmethod
    def of(cls, found: ProvinceFigures) -> Self:
        people, period = found.people, last_months(found.people.at)
        return cls(
            at=people.at,
            since=period[0],
            until=period[-1],
            users=people.users,
            share_over_45=ShareResponse.of(people.share_over_45),
            visits=people.visits,
            visits_a_month=people.visits_a_month,
            share_online=ShareResponse.of(found.dossiers.share_online),
            share_mini_app=ShareResponse.of(found.dossiers.share_mini_app),
            months=[MonthView.of(*month) for month in people.shown_months.items()],
        )


def spreadsheet(found: ProvinceFigures) -> bytes:
    return csv_table(["Chỉ số", "Kỳ", "Giá trị", "Tử số", "Mẫu số"], _rows(found, ProvinceFiguresView.of(found)))


def _rows(found: ProvinceFigures, shown: ProvinceFiguresView) -> Iterator[list[object]]:
    period = f"{shown.since} đến {shown.until}"
    shares = {
        f"Tỷ lệ người dùng trên {OVER} tuổi (%)": ("đến nay", found.people.share_over_45),
        "Tỷ lệ hồ sơ nộp trực tuyến (%)": (period, found.dossiers.share_online),
        "Tỷ lệ hồ sơ nộp qua ứng dụng trong Zalo (%)": (period, found.dossiers.share_mini_app),
    }
    yield ["Đếm lúc", "", f"{found.people.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}", "", ""]
    yield ["Người sử dụng", "đến nay", shown.users, "", ""]
    average, counted = shown.visits_a_month, found.people.months_counted
    yield [
        "Lượt truy cập bình quân tháng (mẫu số là số tháng đã đếm)",
        period,
        "" if average is None else f"{average:.1f}",
        shown.visits,
        "" if counted is None else f"{counted:.2f}",
    ]
    for name, (of, share) in shares.items():
        yield [name, of, share.percent, share.numerator, share.denominator]
    for month in shown.months:
        yield ["Lượt truy cập", month.month, month.visits, "", ""]
        yield ["Người dùng hoạt động", month.month, month.active_users, "", ""]
        yield ["Người dùng quay lại", month.month, month.returning_users, month.returning_users, month.active_users]
