"""What goes out of appointments, for the published description."""

from datetime import datetime

from pydantic import BaseModel, Field


class Office(BaseModel):
    id: str
    name: str
    kind: str


class OfficeDetail(Office):
    sessions: list[tuple[str, str]] = Field(description="Giờ làm việc")
    slot_minutes: int
    capacity: int = Field(description="Số người mỗi lượt")
    days_ahead: int


class Offices(BaseModel):
    items: list[Office]


class SlotRow(BaseModel):
    starts_at: datetime
    ends_at: datetime
    free: int


class SlotDay(BaseModel):
    day: str
    working: bool
    slots: list[SlotRow]


class SlotDays(BaseModel):
    items: list[SlotDay]


class Queue(BaseModel):
    day: str
    now_served: int | None = Field(description="Số đang được gọi")
    waiting: int = Field(description="Số người còn chờ gọi")


class OfficeName(BaseModel):
    id: str
    name: str


class ProcedureName(BaseModel):
    code: str
    name: str


class Offer(BaseModel):
    action: str


class AppointmentRow(BaseModel):
    id: str
    office: OfficeName
    procedure: ProcedureName
    starts_at: datetime
    ends_at: datetime
    number: int = Field(description="Số thứ tự trong ngày")
    state: str
    state_label: str
    reason: str | None
    version: int


class AppointmentRows(BaseModel):
    items: list[AppointmentRow]
    next: str | None


class Contact(BaseModel):
    name: str
    phone: str
    note: str


class AppointmentDetail(AppointmentRow):
    contact: Contact
    queue: Queue | None = Field(description="Hàng chờ, trong ngày hẹn")
    ahead: int | None = Field(description="Số người được gọi trước")
    allowed: list[str]


class MoveReceipt(BaseModel):
    id: str
    state: str
    state_label: str
    number: int
    version: int
