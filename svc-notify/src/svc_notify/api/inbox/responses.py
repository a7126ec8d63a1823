"""What the inbox answers."""

from collections.abc import Mapping

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_notify.domain.message import Message
from svc_notify.store.messages import UNREAD_COUNTED

_SUBJECTS: Mapping[str, str] = {
    "dos": "/v1/dossiers/",
    "apt": "/v1/appointments/",
    "rep": "/v1/reports/",
    "que": "/v1/questions/",
    "bil": "/v1/bills/",
    "pay": "/v1/payments/",
    "shp": "/v1/me/shops/",
    "art": "/v1/news/",
}
"""Where its citizen reads what a message is about, by the first letters of its id, unless the message says where."""


class InboxMessage(BaseModel):
    """``subject_id`` cho biết tin nói về gì, theo ba chữ đầu: hồ sơ (``dos_``), lịch hẹn (``apt_``), phản ánh
    (``rep_``), câu hỏi (``que_``), phiếu thu (``bil_``), lần thanh toán (``pay_``), cửa hàng (``shp_``), tin bài
    (``art_``), thông báo chung (``brd_``). ``plain_text`` là chính tin ấy để đọc thành tiếng: ngày giờ bằng
    chữ, không viết tắt.
    """

    id: str
    subject_id: str
    subject_href: str | None = Field(description="Đường dẫn để đọc nội dung ấy; null nếu tin đã nói hết")
    milestone: str
    title: str
    body: str
    plain_text: str
    at: Timestamp
    read: bool

    @classmethod
    def of(cls, message: Message) -> "InboxMessage":
        path = _SUBJECTS.get(message.subject_id.partition("_")[0])
        return cls(
            id=message.id,
            subject_id=message.subject_id,
            subject_href=message.href or (f"{path}{message.subject_id}" if path else None),
            milestone=message.milestone,
            title=message.title,
            body=message.body,
            plain_text=message.plain_text,
            at=message.at,
            read=message.read_at is not None,
        )


class InboxPage(BaseModel):
    items: list[InboxMessage]
    next: str | None


class UnreadCount(BaseModel):
    unread_count: int = Field(le=UNREAD_COUNTED, description=f"Đếm đến {UNREAD_COUNTED}")
