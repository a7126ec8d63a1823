"""What a citizen may do with dossiers, their own only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.command import Command
from shared.errors import NotFound
from shared.etag import IfMatch, etag
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.identity import Caller, Citizen
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.web import api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.file_routes import as_attachment
from svc_dossier.api.requests import NationalCode, RatingGiven, SubmitDossier, Supplement, Withdrawal
from svc_dossier.api.responses import Detail, HandOff, RatingReceipt, Receipt, Rows, StepReceipt
from svc_dossier.api.views import detail, rating_receipt, receipt, row, step_receipt
from svc_dossier.domain.dossier import Party
from svc_dossier.domain.rating import Level
from svc_dossier.domain.transitions import CITIZEN, Action, State
from svc_dossier.store.dossiers import owned_by
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.enter_code import national_code
from svc_dossier.use_cases.rate import rate
from svc_dossier.use_cases.submit_dossier import Submission, submit_dossier
from svc_dossier.use_cases.supplement import supplement
from svc_dossier.use_cases.take_step import StepTaken, Wish, take_step, with_text

StateQuery = Annotated[int | None, Query(ge=1, le=10, description="Trạng thái 1 đến 10")]


def dossier_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/dossiers", tags=["Hồ sơ"])

    @router.post("", summary="Nộp hồ sơ", status_code=201, response_model=HandOff | Receipt)
    async def submit(citizen: Citizen, command: IdempotentCommand, body: SubmitDossier) -> Response:
        handed = [document.handed() for document in body.documents]
        submission = Submission(body.procedure_code, body.agency_id, body.form, handed)
        submitted = await submit_dossier(desk, citizen.id, command, submission)
        if body.draft_id:
            await desk.drafts.remove(body.draft_id, citizen.id)
        headers = {"Location": f"/v1/dossiers/{submitted.dossier.id}", "ETag": etag(1), **_replay(submitted.replayed)}
        return json_response(receipt(desk.wording, submitted.dossier), 201, headers)

    @router.get("", summary="Hồ sơ của tôi, mới nhất trước", response_model=Rows)
    async def list_own(citizen: Citizen, page: PageQuery, state: StateQuery = None) -> Response:
        after = position(page, datetime, str)
        found = await desk.dossiers.own(citizen.id, State(state) if state else None, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last["submitted_at"], last["_id"]))
        return json_response({**shown, "items": [row(desk.wording, document) for document in shown["items"]]})

    @router.get("/{dossier_id}", summary="Hồ sơ với diễn biến và việc tiếp theo", response_model=Detail)
    async def show(dossier_id: str, citizen: Citizen) -> Response:
        document = await desk.dossiers.detail(dossier_id, owned_by(citizen.id))
        if document is None:
            raise NotFound("Không tìm thấy hồ sơ này.")
        return json_response(detail(desk, document, CITIZEN), headers={"ETag": etag(document["version"])})

    @router.post("/{dossier_id}/supplements", summary="Bổ sung giấy tờ", response_model=StepReceipt)
    async def hand_in(
        dossier_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Supplement
    ) -> Response:
        wish = _wish(dossier_id, Action.SUPPLEMENT, citizen, command, seen)
        handed = [document.handed() for document in body.documents]
        return step_response(desk, await take_step(desk, wish, supplement(desk, citizen.id, handed, body.note)))

    @router.post("/{dossier_id}/withdrawal", summary="Rút hồ sơ", response_model=StepReceipt)
    async def withdraw(
        dossier_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Withdrawal
    ) -> Response:
        wish = _wish(dossier_id, Action.WITHDRAW, citizen, command, seen)
        return step_response(desk, await take_step(desk, wish, with_text(body.reason)))

    @router.post("/{dossier_id}/national-code", summary="Nhập mã hồ sơ của Cổng DVCQG", response_model=StepReceipt)
    async def enter_code(
        dossier_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: NationalCode
    ) -> Response:
        wish = _wish(dossier_id, Action.ENTER_CODE, citizen, command, seen)
        return step_response(desk, await take_step(desk, wish, national_code(body.code)))

    @router.post("/{dossier_id}/rating", summary="Đánh giá sau khi nhận kết quả", response_model=RatingReceipt)
    async def give_rating(dossier_id: str, citizen: Citizen, command: IdempotentCommand, body: RatingGiven) -> Response:
        given, replayed = await rate(desk, citizen.id, dossier_id, command, Level(body.level), body.comment)
        return json_response(rating_receipt(given), headers=_replay(replayed))

    @router.get("/{dossier_id}/results/{file_id}", summary="Tải tệp kết quả", response_class=StreamingResponse)
    async def download_result(dossier_id: str, file_id: str, citizen: Citizen) -> Response:
        here = await desk.dossiers.has_result(dossier_id, file_id, owned_by(citizen.id))
        stored = await desk.files.find(file_id) if here else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_attachment(desk, stored)

    return router


def step_response(desk: Desk, taken: StepTaken) -> Response:
    headers = {"ETag": etag(taken.entry.version), **_replay(taken.replayed)}
    return json_response(step_receipt(desk.wording, taken.dossier, taken.entry), headers=headers)


def _wish(dossier_id: str, action: Action, citizen: Caller, command: Command, seen: int | None) -> Wish:
    by, scope = Party("citizen", citizen.id), owned_by(citizen.id)
    return Wish(dossier_id, action, by, scope, lambda agency_id: CITIZEN, command, seen)


def _replay(replayed: bool) -> Mapping[str, str]:
    return REPLAY_HEADER if replayed else {}
