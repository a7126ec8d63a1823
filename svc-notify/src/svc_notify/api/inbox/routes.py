"""The citizen's inbox. Every query names the citizen; a message of somebody else is as absent as one that never was."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.identity import Citizen
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import api_router, typed_response
from svc_notify.api.inbox.responses import InboxMessage, InboxPage, UnreadCount
from svc_notify.store.messages import Messages
from svc_notify.use_cases.delete_message import DeleteMessage
from svc_notify.use_cases.read_all_messages import ReadAllMessages
from svc_notify.use_cases.read_message import ReadMessage


def inbox_routes(messages: Messages, read: ReadMessage, read_all: ReadAllMessages, delete: DeleteMessage) -> APIRouter:
    router = api_router(prefix="/v1/me/messages", tags=["Hộp thư"])

    @router.get(
        "",
        summary="Tin nhắn của tôi, mới nhất trước",
        description="Từng trang tin trong hộp thư của người dân đang đăng nhập; `next` là vị trí của trang sau.",
        response_model=InboxPage,
    )
    async def list_messages(citizen: Citizen, page: PageQuery) -> Response:
        before = decode_cursor(page.after, datetime, str) if page.after else None
        found = await messages.inbox(citizen.id, before, page.limit + 1)
        items = found[: page.limit]
        following = encode_cursor(items[-1].at, items[-1].id) if len(found) > page.limit else None
        return typed_response(InboxPage(items=[InboxMessage.of(message) for message in items], next=following))

    @router.get(
        "/unread-count",
        summary="Số tin chưa đọc",
        description="Số tin chưa đọc trong hộp thư, để hiện trên biểu tượng; chỉ đếm đến một giới hạn.",
        response_model=UnreadCount,
    )
    async def count_unread(citizen: Citizen) -> Response:
        return typed_response(UnreadCount(unread_count=await messages.unread(citizen.id)))

    @router.post(
        "/{message_id}/read",
        summary="Đánh dấu đã đọc",
        description="Đánh dấu một tin là đã đọc. Gọi nhiều lần vẫn như một lần.",
        response_model=InboxMessage,
    )
    async def mark_read(citizen: Citizen, message_id: str) -> Response:
        return typed_response(InboxMessage.of(await read(citizen.id, message_id)))

    @router.post(
        "/read-all",
        summary="Đánh dấu đã đọc tất cả",
        description="Đánh dấu mọi tin trong hộp thư là đã đọc và trả về số tin chưa đọc còn lại.",
        response_model=UnreadCount,
    )
    async def mark_all_read(citizen: Citizen) -> Response:
        return typed_response(UnreadCount(unread_count=await read_all(citizen.id)))

    @router.delete(
        "/{message_id}",
        summary="Xóa tin khỏi hộp thư",
        description="Tin không còn hiện trong hộp thư; việc đã gửi tin vẫn được cơ quan lưu lại.",
        status_code=204,
    )
    async def remove(citizen: Citizen, message_id: str) -> None:
        await delete(citizen.id, message_id)

    return router
