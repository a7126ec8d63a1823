"""What goes out of figures, for the published description."""

from datetime import datetime

from pydantic import BaseModel, Field


class Share(BaseModel):
    numerator: int
    denominator: int
    value: float | None = Field(description="null khi không có dữ liệu, không phải 0")


class FigureRow(BaseModel):
    key: str
    label: str
    received: int = Field(description="Số hồ sơ tiếp nhận")
    share_online: Share
    share_online_of_offered: Share
    share_mini_app: Share
    share_on_time: Share


class FigureTable(BaseModel):
    since: str = Field(alias="from")
    until: str = Field(alias="to")
    by: str
    items: list[FigureRow]
    at: datetime
