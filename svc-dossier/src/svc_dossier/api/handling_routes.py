"""What officers do with a dossier among themselves, and what they ask a citizen to pay."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import rfc3339
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.web import api_router, json_response
from svc_dossier.api.dossier_routes import step_response
from svc_dossier.api.officers import Officer, handled, visible
from svc_dossier.api.requests import AssignmentOrder, InternalNote, PaymentDemand
from svc_dossier.api.responses import NoteRow, StepReceipt
from svc_dossier.api.staff_responses import AssignmentReceipt
from svc_dossier.api.staff_routes import staff_wish
from svc_dossier.api.views import note_row
from svc_dossier.domain.transitions import Action
from svc_dossier.store.dossiers import within
from svc_dossier.use_cases.add_note import add_note
from svc_dossier.use_cases.assign import Assigning, assign
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.give_reason import reason_text
from svc_dossier.use_cases.request_payment import payment_request
from svc_dossier.use_cases.take_step import take_step


def handling_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff/dossiers", tags=["Cán bộ"])

    @router.post("/{dossier_id}/assignment", summary="Giao hoặc chuyển giao hồ sơ", response_model=AssignmentReceipt)
    async def hand_over(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: AssignmentOrder
    ) -> Response:
        units = handled(officer)
        await desk.officers.came(officer.id, units, desk.clock.now())
        to = officer.id if body.officer_id == "me" else body.officer_id
        wish = Assigning(dossier_id, to, body.note, officer.id, units, within(visible(desk, officer)), command, seen)
        dossier, made, replayed = await assign(desk, wish)
        answer = {"id": dossier.id, "assignee": made.officer_id, "at": rfc3339(made.at), "version": made.version}
        return json_response(answer, headers={"ETag": etag(made.version), **(REPLAY_HEADER if replayed else {})})

    @router.post("/{dossier_id}/notes", summary="Ghi chú nội bộ", status_code=201, response_model=NoteRow)
    async def note(dossier_id: str, officer: Officer, command: IdempotentCommand, body: InternalNote) -> Response:
        left, replayed = await add_note(desk, dossier_id, officer.id, within(handled(officer)), command, body.text)
        return json_response(note_row(left), 201, REPLAY_HEADER if replayed else None)

    @router.post(
        "/{dossier_id}/request-payment", summary="Yêu cầu thực hiện nghĩa vụ tài chính", response_model=StepReceipt
    )
    async def request_payment(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: PaymentDemand
    ) -> Response:
        wish = staff_wish(desk, dossier_id, Action.REQUEST_PAYMENT, officer, command, seen)
        said = reason_text(desk, Action.REQUEST_PAYMENT, body.reason_code, body.reason, required=False)
        prepare = payment_request(desk, [item.fee() for item in body.items], body.pay_by, said, body.reason_code)
        return step_response(desk, await take_step(desk, wish, prepare))

    return router
