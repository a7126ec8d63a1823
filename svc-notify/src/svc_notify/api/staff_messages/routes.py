"""What staff see of sending: the messages of a dossier with every call and reason, and what reached nobody on a day."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import VIETNAM, Clock
from shared.idempotency import IdempotentCommand
from shared.identity import Administrator
from shared.web import api_router, typed_response
from svc_notify.api.officers import MessageViewer, acting, administered, expect_province, watched
from svc_notify.api.staff_messages.requests import AskedDay, DossierId
from svc_notify.api.staff_messages.responses import StaffMessage, StaffMessageList, Undeliverable, ZaloChanges
from svc_notify.domain.digest import bounds
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.store.zalo_facts import ZaloFacts
from svc_notify.use_cases.resend_message import ResendMessage


def staff_message_routes(messages: StaffMessages, facts: ZaloFacts, resend: ResendMessage, clock: Clock) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Theo dõi tin gửi"])

    @router.get(
        "/messages",
        summary="Tin của một hồ sơ, với từng lần gửi và lý do",
        description="Cho cán bộ của đơn vị giải quyết biết người dân đã được báo hay chưa, qua kênh nào, vì sao chưa. "
        "Tối đa 100 tin mới nhất của hồ sơ: trạng thái, lý do, từng lần gọi Zalo và xác nhận của Zalo.",
        response_model=StaffMessageList,
    )
    async def of_dossier(officer: MessageViewer, dossier_id: DossierId) -> Response:
        found = await messages.of_subject(dossier_id, watched(officer))
        return typed_response(StaffMessageList(items=[StaffMessage.of(message) for message in found]))

    @router.post(
        "/messages/{message_id}/resend",
        summary="Gửi lại tin chưa đến được người dân",
        description="Chỉ gửi lại tin đã dừng mà chưa được Zalo nhận; mỗi `Idempotency-Key` chỉ có tác dụng một lần.",
        response_model=StaffMessage,
    )
    async def send_again(officer: Administrator, message_id: str, command: IdempotentCommand) -> Response:
        return typed_response(
            StaffMessage.of((await resend(message_id, acting(officer), administered(officer), command)).value)
        )

    @router.get(
        "/undeliverable-messages",
        summary="Tin không gửi được trong một ngày, theo lý do",
        description="Đếm theo lý do và cột mốc, theo ngày ở Việt Nam; không nêu ngày là hôm nay.",
        response_model=Undeliverable,
    )
    async def undeliverable(officer: Administrator, day: AskedDay = None) -> Response:
        asked = day or clock.now().astimezone(VIETNAM).date()
        return typed_response(
            Undeliverable.of(asked, await messages.undeliverable(*bounds(asked), administered(officer)))
        )

    @router.get(
        "/zalo-changes",
        summary="Trạng thái mẫu tin và hạn mức Zalo đã báo",
        description="Giá trị mới nhất của từng trạng thái mẫu tin và hạn mức, như Zalo đã báo qua webhook. Đó là của "
        "Official Account của tỉnh: chỉ dành cho quản trị viên cấp tỉnh.",
        response_model=ZaloChanges,
    )
    async def zalo_changes(officer: Administrator) -> Response:
        expect_province(officer)
        return typed_response(ZaloChanges.of(await facts.all()))

    return router
