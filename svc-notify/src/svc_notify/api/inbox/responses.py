"""What the inbox answers."""

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_notify.domain.message import Message
from svc_notify.store.messages import UNREAD_COUNTED


class InboxMessage(BaseModel):
    """``subject_id`` names what it is about: a dossier (``dos_…``), an appointment (``apt_…``), or a broadcast
    (``brd_…``). ``plain_text`` is the same message made to be read aloud: dates in words, abbreviations in full.
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


class Inbox(BaseModel):
    items: list[InboxMessage]
    next: str | None


class UnreadCount(BaseModel):
    unread_count: int = Field(le=UNREAD_COUNTED, description=f"Đếm đến {UNREAD_COUNTED}")
