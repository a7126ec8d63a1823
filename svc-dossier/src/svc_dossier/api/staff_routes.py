"""What an officer may do: see the dossiers of the own office, and one action a step, against the version they saw."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.command import Command
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand
from shared.identity import Caller
from shared.ids import new_id
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.tracing import current_request_id
from shared.web import Moment, api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.dossier_routes import StateQuery, step_response
from svc_dossier.api.file_routes import as_attachment
from svc_dossier.api.officers import Officer, handled, visible
from svc_dossier.api.officers import actors as actors_of
from svc_dossier.api.requests import Postponement, Reason, Remark, ResultRemark, SupplementRequest
from svc_dossier.api.responses import StaffDetail, StaffRows, StepReceipt
from svc_dossier.api.views import staff_detail, staff_row
from svc_dossier.domain.dossier import Party
from svc_dossier.domain.transitions import Action, State
from svc_dossier.store.access_log import AccessLogEntry
from svc_dossier.store.dossiers import within
from svc_dossier.use_cases.accept import acceptance
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.give_reason import reason_text
from svc_dossier.use_cases.give_result import result
from svc_dossier.use_cases.postpone import postponement
from svc_dossier.use_cases.request_supplement import supplement_request
from svc_dossier.use_cases.take_step import Wish, take_step, with_text

WITH_REMARK = (
    ("transfer", Action.TRANSFER, "Chuyển xử lý"),
    ("confirm-supplement", Action.CONFIRM_SUPPLEMENT, "Xác nhận hồ sơ bổ sung đã đủ"),
)
WITH_RESULT = (
    ("complete", Action.COMPLETE, "Hoàn thành xử lý"),
    ("return-result", Action.RETURN_RESULT, "Trả kết quả"),
)
WITH_REASON = (
    ("refuse", Action.REFUSE, "Từ chối tiếp nhận"),
    ("stop", Action.STOP, "Dừng xử lý"),
)


def staff_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff/dossiers", tags=["Cán bộ"])

    @router.get("", summary="Hồ sơ của đơn vị, gấp nhất trước", response_model=StaffRows)
    async def list_inbox(
        officer: Officer,
        page: PageQuery,
        state: StateQuery = None,
        unit: Annotated[str | None, Query(max_length=60)] = None,
        due_before: Annotated[Moment | None, Query()] = None,
        assignee: Annotated[str | None, Query(max_length=60, description="Mã cán bộ, hoặc me")] = None,
        overdue: bool = False,
    ) -> Response:
        after = position(page, str)
        agencies = visible(desk, officer) & ({unit} if unit else desk.agencies.keys())
        now = desk.clock.now()
        await desk.officers.came(officer.id, handled(officer), now)
        found = await desk.dossiers.inbox(
            frozenset(agencies),
            State(state) if state else None,
            due_before,
            after[0] if after else None,
            page.limit + 1,
            assignee=officer.id if assignee == "me" else assignee,
            overdue_at=now if overdue else None,
        )
        shown = page_of(found, page.limit, lambda last: encode_cursor(last["inbox_key"]))
        if found:
            await looked(desk, officer, "inbox", [item["_id"] for item in shown["items"]], masked=True)
        return json_response({**shown, "items": [staff_row(desk, item, now) for item in shown["items"]]})

    @router.get("/{dossier_id}", summary="Hồ sơ đầy đủ", response_model=StaffDetail)
    async def show(dossier_id: str, officer: Officer) -> Response:
        document = await desk.dossiers.detail(dossier_id, within(visible(desk, officer)))
        if document is None:
            raise NotFound("Không tìm thấy hồ sơ này.")
        actors = actors_of(officer, document["agency"]["id"])
        await looked(desk, officer, "dossier", [dossier_id], masked=not actors)
        # Who does not handle the dossier needs no one's number.
        notes = await desk.dossiers.notes(dossier_id, within(handled(officer)))
        shown = staff_detail(desk, document, actors, desk.clock.now(), notes or (), masked=not actors)
        return json_response(shown, headers={"ETag": etag(document["version"])})

    @router.get("/{dossier_id}/files/{file_id}", summary="Tệp của hồ sơ")
    async def download(dossier_id: str, file_id: str, officer: Officer) -> Response:
        here = await desk.dossiers.has_file(dossier_id, file_id, within(handled(officer)))
        stored = await desk.files.find(file_id) if here else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        await looked(desk, officer, "file", [dossier_id], masked=False, file=file_id)
        return as_attachment(desk, stored)

    @router.post("/{dossier_id}/accept", summary="Tiếp nhận hồ sơ", response_model=StepReceipt)
    async def accept(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
    ) -> Response:
        wish = staff_wish(desk, dossier_id, Action.ACCEPT, officer, command, seen)
        return step_response(desk, await take_step(desk, wish, acceptance(desk, body.note)))

    @router.post("/{dossier_id}/request-supplement", summary="Yêu cầu bổ sung giấy tờ", response_model=StepReceipt)
    async def request_supplement(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: SupplementRequest
    ) -> Response:
        wish = staff_wish(desk, dossier_id, Action.REQUEST_SUPPLEMENT, officer, command, seen)
        requests = [document.request() for document in body.documents]
        said = reason_text(desk, Action.REQUEST_SUPPLEMENT, body.reason_code, body.reason, required=False)
        prepare = supplement_request(desk, requests, said, body.reason_code)
        return step_response(desk, await take_step(desk, wish, prepare))

    @router.post(
        "/{dossier_id}/postpone", summary="Xin lỗi và gia hạn thời gian giải quyết (mẫu 04)", response_model=StepReceipt
    )
    async def postpone(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Postponement
    ) -> Response:
        wish = staff_wish(desk, dossier_id, Action.POSTPONE, officer, command, seen)
        return step_response(desk, await take_step(desk, wish, postponement(desk, body.due_on, body.reason)))

    for path, action, summary in WITH_REMARK:
        _add_step_with_remark(router, desk, path, action, summary)
    for path, action, summary in WITH_RESULT:
        _add_step_with_result(router, desk, path, action, summary)
    for path, action, summary in WITH_REASON:
        _add_step_with_reason(router, desk, path, action, summary)
    return router


def _add_step_with_remark(router: APIRouter, desk: Desk, path: str, action: Action, summary: str) -> None:
    @router.post(f"/{{dossier_id}}/{path}", name=action, summary=summary, response_model=StepReceipt)
    async def take(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
    ) -> Response:
        wish = staff_wish(desk, dossier_id, action, officer, command, seen)
        return step_response(desk, await take_step(desk, wish, with_text(body.note)))


def _add_step_with_result(router: APIRouter, desk: Desk, path: str, action: Action, summary: str) -> None:
    @router.post(f"/{{dossier_id}}/{path}", name=action, summary=summary, response_model=StepReceipt)
    async def take(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: ResultRemark
    ) -> Response:
        wish = staff_wish(desk, dossier_id, action, officer, command, seen)
        return step_response(desk, await take_step(desk, wish, result(desk, officer.id, body.result_files, body.note)))


def _add_step_with_reason(router: APIRouter, desk: Desk, path: str, action: Action, summary: str) -> None:
    @router.post(f"/{{dossier_id}}/{path}", name=action, summary=summary, response_model=StepReceipt)
    async def take(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Reason
    ) -> Response:
        wish = staff_wish(desk, dossier_id, action, officer, command, seen)
        said = reason_text(desk, action, body.reason_code, body.reason)
        return step_response(desk, await take_step(desk, wish, with_text(said, body.reason_code)))


def staff_wish(desk: Desk, dossier_id: str, action: Action, officer: Caller, command: Command, seen: int) -> Wish:
    by, scope = Party("staff", officer.id), within(visible(desk, officer))
    return Wish(dossier_id, action, by, scope, lambda agency_id: actors_of(officer, agency_id), command, seen)


async def looked(
    desk: Desk,
    officer: Caller,
    what: Literal["inbox", "dossier", "file", "appointment"],
    dossiers: Sequence[str],
    *,
    masked: bool,
    file: str | None = None,
) -> None:
    """Write down that ``officer`` is about to see data of citizens; without that nothing is shown."""
    now = desk.clock.now()
    look = AccessLogEntry(
        new_id("lok", now), now, officer.id, what, tuple(dossiers), masked, current_request_id(), file
    )
    await desk.looks.add(look)
