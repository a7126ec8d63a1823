"""Broadcasts: written by one officer, approved by another, stopped by any of them with one press."""

import asyncio
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.command import Outcome
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand, replay
from shared.identity import ADMINISTRATOR, Caller
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import api_router, typed_response
from svc_notify.api.broadcasts.requests import BroadcastId, BroadcastIn
from svc_notify.api.broadcasts.responses import BroadcastDetail, BroadcastPage, BroadcastView, CountsView, PreviewView
from svc_notify.api.officers import (
    APPROVER,
    WRITER,
    BroadcastApprover,
    BroadcastViewer,
    BroadcastWriter,
    WriterOrApprover,
    acting,
)
from svc_notify.domain.broadcast import Action, Broadcast
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.draft_broadcast import DraftBroadcast
from svc_notify.use_cases.edit_broadcast import EditBroadcast
from svc_notify.use_cases.move_broadcast import MoveBroadcast
from svc_notify.use_cases.preview_broadcast import PreviewBroadcast
from svc_notify.use_cases.refusals import broadcast_not_found
from svc_notify.use_cases.see_what_waits import SeeWhatWaits


def broadcast_routes(
    broadcasts: Broadcasts,
    messages: BroadcastMessages,
    audiences: Audiences,
    draft: DraftBroadcast,
    edit: EditBroadcast,
    move: MoveBroadcast,
    preview: PreviewBroadcast,
    see_what_waits: SeeWhatWaits,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/broadcasts", tags=["Tin gửi rộng"])

    @router.get(
        "",
        summary="Các tin gửi rộng, mới nhất trước",
        description="Cán bộ cấp xã thấy tin của đơn vị mình; cán bộ cấp tỉnh thấy tất cả.",
        response_model=BroadcastPage,
    )
    async def list_all(officer: BroadcastViewer, page: PageQuery) -> Response:
        before = decode_cursor(page.after, datetime, str) if page.after else None
        units = officer.units(WRITER, APPROVER, ADMINISTRATOR)
        found = await broadcasts.page(units, before, page.limit + 1)
        items = await asyncio.gather(*map(see_what_waits, found[: page.limit]))
        following = encode_cursor(items[-1].timeline[0].at, items[-1].id) if len(found) > page.limit else None
        return typed_response(BroadcastPage(items=[BroadcastView.of(one, officer) for one in items], next=following))

    @router.post(
        "",
        summary="Soạn tin gửi rộng",
        description="Tạo bản nháp. Chưa có gì được gửi trước khi một cán bộ khác duyệt.",
        status_code=201,
        response_model=BroadcastView,
    )
    async def write(officer: BroadcastWriter, command: IdempotentCommand, body: BroadcastIn) -> Response:
        made = await draft(body.content(), acting(officer), officer.units(WRITER), command)
        return _answer(made, officer, 201)

    @router.get(
        "/{id}",
        summary="Một tin gửi rộng, với số tin theo kết quả",
        description="Nội dung, tin sẽ đến người dân như thế nào (trong ứng dụng, trên Zalo, khi đọc to), các bước đã "
        "qua, số người nhận và số tin đã lập, đã nhận, đang chờ, không gửi được.",
        response_model=BroadcastDetail,
    )
    async def show(officer: BroadcastViewer, broadcast_id: BroadcastId) -> Response:
        found = await broadcasts.get(broadcast_id, officer.units(WRITER, APPROVER, ADMINISTRATOR))
        if found is None:
            raise broadcast_not_found()
        progress, counts = await broadcasts.progress(broadcast_id), await messages.counts(broadcast_id)
        detail = BroadcastDetail(
            **vars(BroadcastView.of(await see_what_waits(found), officer)),
            audience_size=await audiences.size(found.content.audience),
            audience_complete=progress.complete,
            counts=CountsView.of(counts),
            preview=PreviewView.of(preview(found)),
        )
        return typed_response(detail, headers={"ETag": etag(found.version)})

    @router.put(
        "/{id}",
        summary="Sửa tin chưa duyệt",
        description="Gửi lại toàn bộ bản nháp, với `If-Match` là phiên bản đã xem.",
        response_model=BroadcastView,
    )
    async def rewrite(
        officer: BroadcastWriter, broadcast_id: BroadcastId, seen: RequiredIfMatch, body: BroadcastIn
    ) -> Response:
        edited = await edit(broadcast_id, seen, body.content(), acting(officer), officer.units(WRITER))
        return _answer(Outcome(edited), officer)

    @router.post(
        "/{id}/approval",
        summary="Duyệt tin do cán bộ khác soạn",
        description="Duyệt đúng phiên bản đã xem (`If-Match`). Người đã soạn hoặc sửa tin không được tự duyệt.",
        response_model=BroadcastView,
    )
    async def approve(
        officer: BroadcastApprover, broadcast_id: BroadcastId, command: IdempotentCommand, seen: RequiredIfMatch
    ) -> Response:
        units = officer.units(APPROVER)
        return _answer(await move(broadcast_id, Action.APPROVE, acting(officer), units, command, seen), officer)

    @router.post(
        "/{id}/stop",
        summary="Dừng gửi ngay",
        description="Sau tối đa một giây: không lập tin mới, giữ lại tin đang chờ. Tin đang gửi thì không thu hồi.",
        response_model=BroadcastView,
    )
    async def stop(officer: WriterOrApprover, broadcast_id: BroadcastId, command: IdempotentCommand) -> Response:
        units = officer.units(WRITER, APPROVER)
        return _answer(await move(broadcast_id, Action.STOP, acting(officer), units, command), officer)

    @router.post(
        "/{id}/resume",
        summary="Gửi tiếp tin đã dừng",
        description="Như một lần duyệt: người đã soạn hoặc sửa tin không được tự gửi tiếp. Tin được giữ đi trước.",
        response_model=BroadcastView,
    )
    async def resume(officer: BroadcastApprover, broadcast_id: BroadcastId, command: IdempotentCommand) -> Response:
        return _answer(
            await move(broadcast_id, Action.RESUME, acting(officer), officer.units(APPROVER), command), officer
        )

    @router.post(
        "/{id}/discard",
        summary="Bỏ tin chưa duyệt",
        description="Bản nháp không còn sửa hay duyệt được nữa, và vẫn được lưu lại.",
        response_model=BroadcastView,
    )
    async def discard(officer: WriterOrApprover, broadcast_id: BroadcastId, command: IdempotentCommand) -> Response:
        units = officer.units(WRITER, APPROVER)
        return _answer(await move(broadcast_id, Action.DISCARD, acting(officer), units, command), officer)

    return router


def _answer(outcome: Outcome[Broadcast], officer: Caller, status: int = 200) -> Response:
    headers = {"ETag": etag(outcome.value.version), **replay(outcome.replayed)}
    return typed_response(BroadcastView.of(outcome.value, officer), status, headers)
