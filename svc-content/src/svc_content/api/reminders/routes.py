"""“Nhắc tôi” and favourite channels of a citizen. Both are the same however often they are asked for."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import Clock
from shared.identity import Citizen
from shared.web import api_router, typed_response
from svc_content.api.reminders.requests import ReminderIn
from svc_content.api.reminders.responses import FavouritesView, RemindersView, ReminderView
from svc_content.domain.reminder import MAX_OF_CITIZEN
from svc_content.store.favourites import Favourites
from svc_content.store.reminders import Reminders
from svc_content.use_cases.cancel_reminder import CancelReminder
from svc_content.use_cases.keep_favourite import KeepFavourite
from svc_content.use_cases.set_reminder import SetReminder


def reminder_routes(
    set_reminder: SetReminder,
    cancel_reminder: CancelReminder,
    keep_favourite: KeepFavourite,
    reminders: Reminders,
    favourites: Favourites,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/tv", tags=["Truyền hình, phát thanh"])

    @router.get(
        "/reminders",
        summary="Các lời nhắc của tôi",
        description="Của các chương trình chưa phát, sắp phát đứng trước.",
        response_model=RemindersView,
    )
    async def list_reminders(citizen: Citizen) -> Response:
        own = await reminders.own(citizen.id, clock.now(), MAX_OF_CITIZEN)
        return typed_response(RemindersView(items=[ReminderView.of(one) for one in own]))

    @router.put(
        "/reminders",
        summary="Nhắc tôi trước khi chương trình phát",
        description="Tin nhắn đến trước giờ phát 10 phút; lịch phát sóng đổi thì lời nhắc đổi theo. Gửi lại nhiều lần "
        "vẫn là một lời nhắc.",
        response_model=ReminderView,
    )
    async def remind(citizen: Citizen, body: ReminderIn) -> Response:
        return typed_response(ReminderView.of(await set_reminder(citizen.id, body.channel, body.starts_at)))

    @router.delete(
        "/reminders/{reminder_id}",
        summary="Bỏ lời nhắc",
        description="Bỏ một lời nhắc của mình; bỏ lại lần nữa cũng không sao.",
        status_code=204,
    )
    async def forget(reminder_id: str, citizen: Citizen) -> Response:
        await cancel_reminder(citizen.id, reminder_id)
        return Response(status_code=204)

    @router.get(
        "/favourites",
        summary="Các kênh yêu thích của tôi",
        description="Mã của các kênh đã đánh dấu.",
        response_model=FavouritesView,
    )
    async def list_favourites(citizen: Citizen) -> Response:
        return typed_response(FavouritesView(channels=[*await favourites.of(citizen.id)]))

    def add(method: str, summary: str, *, wanted: bool) -> None:
        @router.api_route(
            "/favourites/{code}",
            methods=[method],
            name=f"{method.lower()}_favourite",
            summary=summary,
            description="Gửi lại nhiều lần cũng không sao.",
            response_model=FavouritesView,
        )
        async def keep(code: str, citizen: Citizen) -> Response:
            return typed_response(FavouritesView(channels=[*await keep_favourite(citizen.id, code, wanted=wanted)]))

    add("PUT", "Đánh dấu kênh yêu thích", wanted=True)
    add("DELETE", "Bỏ đánh dấu kênh yêu thích", wanted=False)
    return router
