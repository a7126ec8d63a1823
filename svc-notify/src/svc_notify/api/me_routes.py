"""The citizen's inbox. Every query names the citizen; a message of somebody else is as absent as one that never was."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shared.clock import VIETNAM, Clock
from shared.errors import NotFound
from shared.identity import Citizen
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import api_router
from svc_notify.domain.message import Message
from svc_notify.store.messages import UNREAD_COUNTED, Messages


class InboxMessage(BaseModel):
    """``dossier_id`` names what it is about: a dossier (``dos_…``), an appointment (``apt_…``), or a broadcast
    (``brd_…``). ``plain_text`` is the same message made to be read aloud: dates in words, abbreviations in full.
    """

    id: str
    dossier_id: str
    milestone: str
    title: str
    body: str
    plain_text: str
    at: datetime
    read: bool


class Inbox(BaseModel):
    items: list[InboxMessage]
    next: str | None


class UnreadCount(BaseModel):
    unread_count: int = Field(le=UNREAD_COUNTED, description=f"Đếm đến {UNREAD_COUNTED}")


def me_routes(messages: Messages, clock: Clock) -> APIRouter:
    router = api_router(prefix="/v1/me/messages", tags=["Hộp thư"])

    @router.get("", summary="Tin nhắn của tôi, mới nhất trước")
    async def list_messages(citizen: Citizen, page: PageQuery) -> Inbox:
        before = decode_cursor(page.after, datetime, str) if page.after else None
        found = await messages.inbox(citizen.id, before, page.limit + 1)
        items = found[: page.limit]
        more = len(found) > page.limit
        return Inbox(
            items=[_shown(message) for message in items],
            next=encode_cursor(items[-1].at, items[-1].id) if more else None,
        )

    @router.get("/unread-count", summary="Số tin chưa đọc")
    async def count_unread(citizen: Citizen) -> UnreadCount:
        return UnreadCount(unread_count=await messages.unread(citizen.id))

    @router.post("/{message_id}/read", summary="Đánh dấu đã đọc")
    async def mark_read(citizen: Citizen, message_id: str) -> InboxMessage:
        message = await messages.mark_read(citizen.id, message_id, clock.now())
        if message is None:
            raise NotFound("Không tìm thấy tin nhắn này.")
        return _shown(message)

    @router.post("/read-all", summary="Đánh dấu đã đọc tất cả")
    async def mark_all_read(citizen: Citizen) -> UnreadCount:
        await messages.mark_all_read(citizen.id, clock.now())
        return UnreadCount(unread_count=await messages.unread(citizen.id))

    @router.delete("/{message_id}", summary="Xóa tin khỏi hộp thư", status_code=204)
    async def delete(citizen: Citizen, message_id: str) -> None:
        if not await messages.delete(citizen.id, message_id, clock.now()):
            raise NotFound("Không tìm thấy tin nhắn này.")

    return router


def _shown(message: Message) -> InboxMessage:
    return InboxMessage(
        id=message.id,
        dossier_id=message.dossier_id,
        milestone=message.milestone,
        title=message.title,
        body=message.body,
        plain_text=message.plain_text,
        at=message.at.astimezone(VIETNAM),
        read=message.read_at is not None,
    )
