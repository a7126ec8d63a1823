"""The counter: what comes in on paper, and what is answered on paper."""

from collections.abc import Collection

from fastapi import APIRouter
from starlette.responses import Response

from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand, replay
from shared.web import api_router, typed_response
from svc_dossier.api.dossiers.responses import StepReceipt
from svc_dossier.api.dossiers.routes import step_response
from svc_dossier.api.fields import Supplement, Withdrawal
from svc_dossier.api.officers import Officer, acting, step_command
from svc_dossier.api.reception.requests import PaperDossier
from svc_dossier.api.reception.responses import ReceptionReceipt
from svc_dossier.catalogue.labels import PROCEDURE_LABELS
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.receive_dossier import ReceiveDossier
from svc_dossier.use_cases.supplement_dossier import SupplementDossier
from svc_dossier.use_cases.take_plain_step import TakePlainStep


def reception_routes(
    receive_dossier: ReceiveDossier,
    supplement: SupplementDossier,
    take_plain_step: TakePlainStep,
    agencies: Collection[str],
    wording: Wording,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/dossiers", tags=["Cán bộ"])

    @router.post(
        "",
        summary="Nhận hồ sơ giấy",
        description="Bộ phận một cửa nhập hồ sơ nộp trực tiếp hoặc qua bưu chính công ích. Hồ sơ đủ thì được tiếp nhận "
        "ngay, có mã hồ sơ và ngày hẹn trả.",
        status_code=201,
        response_model=ReceptionReceipt,
    )
    async def receive(officer: Officer, command: IdempotentCommand, body: PaperDossier) -> Response:
        received = await receive_dossier(acting(officer), officer.units("one_stop"), command, body.reception())
        dossier = received.value
        headers = {"Location": f"/v1/staff/dossiers/{dossier.id}", "ETag": etag(1), **replay(received.replayed)}
        answer = ReceptionReceipt.of(
            wording,
            dossier,
            dossier.timeline[0],
            channel=dossier.channel.word,
            channel_label=PROCEDURE_LABELS["channel"][dossier.channel.word],
        )
        return typed_response(answer, 201, headers)

    @router.post(
        "/{dossier_id}/supplements",
        summary="Nhận giấy tờ bổ sung tại quầy",
        description="Bộ phận một cửa nhập giấy tờ bổ sung của người không có tài khoản.",
        response_model=StepReceipt,
    )
    async def hand_in(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Supplement
    ) -> Response:
        documents = [document.submitted() for document in body.documents]
        request = step_command(agencies, dossier_id, officer, command, seen)
        return step_response(wording, await supplement(request, documents, body.note))

    @router.post(
        "/{dossier_id}/withdrawal",
        summary="Ghi nhận rút hồ sơ giấy",
        description="Bộ phận một cửa ghi nhận việc rút hồ sơ của người không có tài khoản.",
        response_model=StepReceipt,
    )
    async def withdraw(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Withdrawal
    ) -> Response:
        request = step_command(agencies, dossier_id, officer, command, seen)
        return step_response(wording, await take_plain_step(Action.WITHDRAW, request, body.reason))

    return router
