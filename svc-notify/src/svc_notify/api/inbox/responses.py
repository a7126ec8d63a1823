"""What the inbox answers."""

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_notify.domain.message import Message
from svc_notify.store.messages import UNREAD_COUNTED


class InboxMessage(BaseModel):
    """``subject_id`` cho biết tin nói về gì, theo ba chữ đầu: hồ sơ (``dos_``), lịch hẹn (``apt_``), phản ánh
    (``rep_``), câu hỏi (``que_``), phiếu thu (``bil_``), lần thanh toán (``pay_``), cửa hàng (``shp_``), tin bài
    (``art_``), thông báo chung (``brd_``). ``plain_text`` là chính tin ấy để đọc thành tiếng: ngày giờ bằng
    chữ, không viết tắt.
    """

    id: str
    subject_id: str
    milestone: str
    title: str
    body: str
    plain_text: str
    at: Timestamp
    read: bool

    @classmethod
    def of(cls, message: Message) -> "InboxMessage":
        return cls(
            id=message.id,
            subject_id=message.subject_id,
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
