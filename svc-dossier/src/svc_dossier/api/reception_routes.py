"""The counter: what comes in on paper, what is answered on paper, and payments that need somebody's eye."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import rfc3339
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.web import api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.dossier_routes import step_response
from svc_dossier.api.officers import Officer, of_province, visible
from svc_dossier.api.requests import ReceiveDossier, Supplement, Withdrawal
from svc_dossier.api.responses import StepReceipt
from svc_dossier.api.staff_responses import FlaggedPayments, Reception
from svc_dossier.api.staff_routes import staff_wish
from svc_dossier.api.views import step_receipt
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.receive_dossier import receive_dossier
from svc_dossier.use_cases.supplement import supplement
from svc_dossier.use_cases.take_step import take_step, with_text


def reception_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.post("/dossiers", summary="Nhận hồ sơ giấy", status_code=201, response_model=Reception)
    async def receive(officer: Officer, command: IdempotentCommand, body: ReceiveDossier) -> Response:
        offices = officer.units("one_stop")
        filed = await receive_dossier(desk, officer.id, offices, command, body.reception())
        dossier = filed.dossier
        headers = {"Location": f"/v1/staff/dossiers/{dossier.id}", "ETag": etag(1)}
        answer = {**step_receipt(desk.wording, dossier, dossier.timeline[0]), "channel": int(dossier.channel)}
        return json_response(answer, 201, {**headers, **(REPLAY_HEADER if filed.replayed else {})})

    @router.post(
        "/dossiers/{dossier_id}/supplements", summary="Nhận giấy tờ bổ sung tại quầy", response_model=StepReceipt
    )
    async def hand_in(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Supplement
    ) -> Response:
        wish = staff_wish(desk, dossier_id, Action.SUPPLEMENT, officer, command, seen)
        handed = [document.handed() for document in body.documents]
        return step_response(desk, await take_step(desk, wish, supplement(desk, officer.id, handed, body.note)))

    @router.post("/dossiers/{dossier_id}/withdrawal", summary="Ghi nhận rút hồ sơ giấy", response_model=StepReceipt)
    async def withdraw(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Withdrawal
    ) -> Response:
        wish = staff_wish(desk, dossier_id, Action.WITHDRAW, officer, command, seen)
        return step_response(desk, await take_step(desk, wish, with_text(body.reason)))

    @router.get("/flagged-payments", summary="Khoản thanh toán cần xem xét", response_model=FlaggedPayments)
    async def flagged(officer: Officer, page: PageQuery) -> Response:
        agencies = [*sorted(visible(desk, officer)), *([None] if of_province(officer) else [])]
        after = position(page, str)
        found = await desk.payments.flagged(agencies, after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        items = [
            {**vars(item), "paid_at": rfc3339(item.paid_at), "received_at": rfc3339(item.received_at)}
            for item in shown["items"]
        ]
        return json_response({**shown, "items": items})

    return router
