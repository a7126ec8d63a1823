"""What goes out about procedures, calendars and communes."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field


class ProcedureRow(BaseModel):
    code: str
    version: int
    name: str
    sector: dict[str, str | None]
    levels: list[str]
    targets: list[str]
    online_level: str
    submission_mode: str
    times: list[dict[str, Any]]


class ProcedureRows(BaseModel):
    items: list[ProcedureRow]
    next: str | None


class CalendarDay(BaseModel):
    day: date
    name: str
    announced: bool = Field(description="Cơ quan có thẩm quyền đã công bố ngày này")


class WorkingCalendar(BaseModel):
    version: int
    first: date
    last: date
    sessions: list[tuple[str, str]]
    transfer_cutoff: str
    supplement_within: int = Field(description="Số ngày làm việc kể từ khi tiếp nhận được yêu cầu bổ sung")
    days_off: list[CalendarDay]
    make_up_days: list[CalendarDay]


class CalendarRevision(BaseModel):
    version: int
    change: dict[str, Any]
    by: str
    at: datetime


class CalendarRevisions(BaseModel):
    items: list[CalendarRevision]
    next: str | None


class ProcedureVersionRow(BaseModel):
    code: str
    number: int = Field(description="Phiên bản của thủ tục")
    name: str
    stage: str = Field(description="draft, published hoặc discarded")
    effective_from: date
    version: int = Field(description="Lần sửa, để gửi lại trong If-Match")
    changed_at: datetime
    changed_by: str


class ProcedureVersionRows(BaseModel):
    items: list[ProcedureVersionRow]
    next: str | None


class ProcedureEdit(BaseModel):
    edit: str
    by: str
    at: datetime
    version: int
    reason: str | None
    changed: list[str] = Field(description="Các mục đã đổi")


class EditReceipt(ProcedureEdit):
    """Lần biên tập vừa thực hiện."""

    code: str
    number: int


class ProcedureVersion(ProcedureVersionRow):
    content: dict[str, Any]
    record: list[ProcedureEdit]


class FeeLine(BaseModel):
    name: str
    amount: int | None = Field(description="Đồng; null khi chưa biết")
    per: str | None
    channel: str | None
    effective_from: date | None
    effective_to: date | None


class Fees(BaseModel):
    code: str
    version: int
    channel: str
    on: date
    items: list[FeeLine]


class Commune(BaseModel):
    code: str = Field(description="Mã thống kê; cũng là mã cơ quan tiếp nhận")
    name: str
    kind: str = Field(description="ward, commune hoặc special_zone")


class Communes(BaseModel):
    items: list[Commune]


class FormerUnit(BaseModel):
    name: str
    district: str | None
    province: str


class CommuneMatch(BaseModel):
    commune: Commune
    basis: str = Field(description="current, former_commune hoặc former_district")
    former: FormerUnit | None
    assumed: bool = Field(description="Theo dữ liệu chưa đối chiếu với Nghị quyết 1677/NQ-UBTVQH15")


class CommuneMatches(BaseModel):
    items: list[CommuneMatch]
    certain: bool = Field(description="Chỉ một nơi phù hợp")
