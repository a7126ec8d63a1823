"""What goes out, for the published description. Answers are built as plain members and are not validated again."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field


class ProcedureRef(BaseModel):
    code: str
    version: int
    name: str


class AgencyRef(BaseModel):
    id: str
    name: str


class Offer(BaseModel):
    action: str
    label: str


class Receipt(BaseModel):
    """Biên nhận nộp hồ sơ: những điều không đổi về sau."""

    id: str
    submission_reference: str
    procedure: ProcedureRef
    agency: AgencyRef
    state: int
    state_label: str
    submitted_at: datetime
    version: int


class HandOff(Receipt):
    """Thủ tục nộp trên Cổng Dịch vụ công quốc gia: nộp tiếp tại ``continue_at``, rồi nhập mã hồ sơ được cấp."""

    submission_mode: str
    continue_at: str
    what_next: str


class StepReceipt(BaseModel):
    """Hồ sơ ngay sau thao tác."""

    id: str
    submission_reference: str
    action: str
    state: int
    state_label: str
    code: str | None
    at: datetime
    due_at: datetime | None
    version: int


class FileRef(BaseModel):
    id: str
    name: str
    media_type: str
    size: int = Field(description="Số byte")


class StoredFile(FileRef):
    sha256: str
    created_at: datetime
    expires_at: datetime = Field(description="Tệp bị xóa sau lúc này nếu chưa có hồ sơ nào dùng")


class Row(BaseModel):
    id: str
    submission_reference: str
    code: str | None
    procedure: ProcedureRef
    agency: AgencyRef
    state: int
    state_label: str
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    changed_at: datetime
    version: int


class Rows(BaseModel):
    items: list[Row]
    next: str | None


class Applicant(BaseModel):
    name: str
    personal_number: str
    phone: str


class StaffRow(Row):
    applicant: Applicant
    overdue: bool
    minutes_left: int | None = Field(description="Phút làm việc còn lại; âm khi quá hạn; null khi không tính giờ")
    time_left: str | None = Field(description="Cùng nội dung, để hiển thị")
    assignee: str | None


class StaffRows(BaseModel):
    items: list[StaffRow]
    next: str | None


class Document(BaseModel):
    code: str
    name: str
    added_at: datetime
    files: list[FileRef]


class AskedDocument(BaseModel):
    code: str
    name: str
    note: str | None


class TimelineEntry(BaseModel):
    at: datetime
    action: str
    label: str
    state: int
    state_label: str
    by: str = Field(description="citizen hoặc staff")
    text: str | None
    documents: list[str]
    code: str | None
    due_at: datetime | None
    version: int


class PaymentLine(BaseModel):
    name: str
    amount: int = Field(description="Số đồng")


class Payment(BaseModel):
    """Khoản phải nộp; ``payment_request_id`` là mã để thanh toán."""

    payment_request_id: str
    items: list[PaymentLine]
    amount: int
    payee: str
    asked_at: datetime
    pay_by: datetime | None
    paid_at: datetime | None


class RatingReceipt(BaseModel):
    level: int
    comment: str | None
    at: datetime


class Detail(Row):
    what_next: str
    payments: list[Payment]
    results: list[FileRef]
    submission_mode: str
    rating: RatingReceipt | None
    form: dict[str, Any]
    documents: list[Document]
    asked: list[AskedDocument]
    timeline: list[TimelineEntry]
    allowed_actions: list[Offer]


class StaffTimelineEntry(TimelineEntry):
    by_id: str
    reason_code: str | None


class NoteRow(BaseModel):
    """Ghi chú nội bộ; công dân không thấy."""

    id: str
    at: datetime
    by: str
    text: str


class AssignmentRow(BaseModel):
    officer_id: str | None
    by: str
    at: datetime
    version: int
    note: str | None


class ClockSegment(BaseModel):
    start: datetime
    stop: datetime | None
    reason: str | None
    due_at: datetime | None


class StaffDetail(Detail):
    timeline: list[StaffTimelineEntry]  # type: ignore[assignment]
    applicant: Applicant
    overdue: bool
    minutes_left: int | None = Field(description="Phút làm việc còn lại; âm khi quá hạn; null khi không tính giờ")
    time_left: str | None = Field(description="Cùng nội dung, để hiển thị")
    assignee: str | None
    assignments: list[AssignmentRow]
    notes: list[NoteRow]
    citizen_id: str | None
    channel: int
    source_app: str
    clock: list[ClockSegment]
    transfer_by: datetime | None = Field(description="Chậm nhất phải chuyển cho bộ phận chuyên môn")
    supplement_by: datetime | None = Field(description="Chậm nhất phải yêu cầu bổ sung, nếu hồ sơ chưa đủ")


class Notice(BaseModel):
    """Một thông báo về hồ sơ."""

    number: int
    form: str | None = Field(description="Số mẫu giấy 01 đến 05; null khi chỉ có lời thông báo")
    title: str
    issued_at: datetime
    plain_text: str = Field(description="Lời thông báo để đọc thành tiếng")


class Notices(BaseModel):
    items: list[Notice]


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
