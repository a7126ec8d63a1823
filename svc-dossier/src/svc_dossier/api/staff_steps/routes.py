"""One action a step, each against the version that the officer saw."""

from collections.abc import Collection
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from shared.command import Command
from shared.etag import RequiredIfMatch
from shared.idempotency import IdempotentCommand
from shared.web import api_router, typed_response
from svc_dossier.api.dossiers.responses import StepReceipt
from svc_dossier.api.dossiers.routes import step_response
from svc_dossier.api.officers import Officer, step_command
from svc_dossier.api.staff_steps.requests import (
    BulkAcceptance,
    PaymentDemand,
    Postponement,
    Reason,
    Remark,
    ResultRemark,
    SupplementRequest,
)
from svc_dossier.api.staff_steps.responses import BulkOutcome, BulkOutcomes, ReasonCatalogue
from svc_dossier.catalogue.reasons import Reasons
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.accept_dossier import AcceptDossier
from svc_dossier.use_cases.bulk_accept import BulkAccept
from svc_dossier.use_cases.end_dossier import EndDossier
from svc_dossier.use_cases.give_result import GiveResult
from svc_dossier.use_cases.postpone_dossier import PostponeDossier
from svc_dossier.use_cases.request_payment import RequestPayment
from svc_dossier.use_cases.request_supplement import RequestSupplement
from svc_dossier.use_cases.take_plain_step import TakePlainStep
from svc_dossier.use_cases.take_step import StepCommand

_WITH_REMARK = (
    (
        "transfer",
        Action.TRANSFER,
        "Chuyển xử lý",
        "Chuyển hồ sơ đã tiếp nhận cho bộ phận chuyên môn.",
    ),
    (
        "confirm-supplement",
        Action.CONFIRM_SUPPLEMENT,
        "Xác nhận hồ sơ bổ sung đã đủ",
        "Giấy tờ bổ sung đã đủ: thời gian giải quyết được tính tiếp, hoặc tính lại theo quy định của thủ tục.",
    ),
)
_WITH_RESULT: tuple[tuple[str, Literal[Action.COMPLETE, Action.RETURN_RESULT], str, str], ...] = (
    (
        "complete",
        Action.COMPLETE,
        "Hoàn thành xử lý",
        "Bộ phận chuyên môn đã có kết quả và gửi về bộ phận một cửa, có thể kèm tệp kết quả.",
    ),
    (
        "return-result",
        Action.RETURN_RESULT,
        "Trả kết quả",
        "Bộ phận một cửa trả kết quả cho công dân, có thể kèm tệp kết quả.",
    ),
)
_WITH_REASON: tuple[tuple[str, Literal[Action.REFUSE, Action.STOP], str, str], ...] = (
    (
        "refuse",
        Action.REFUSE,
        "Từ chối tiếp nhận",
        "Từ chối hồ sơ chưa tiếp nhận, kèm lý do gửi cho công dân.",
    ),
    (
        "stop",
        Action.STOP,
        "Dừng xử lý",
        "Dừng giải quyết hồ sơ đã tiếp nhận, kèm lý do gửi cho công dân.",
    ),
)


def step_routes(
    accept_dossier: AcceptDossier,
    bulk_accept: BulkAccept,
    request_supplement: RequestSupplement,
    request_payment: RequestPayment,
    postpone_dossier: PostponeDossier,
    take_plain_step: TakePlainStep,
    give_result: GiveResult,
    end_dossier: EndDossier,
    reasons: Reasons,
    agencies: Collection[str],
    wording: Wording,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    def order(dossier_id: str, officer: Officer, command: Command, seen: int) -> StepCommand:
        return step_command(agencies, dossier_id, officer, command, seen)

    @router.post(
        "/dossiers/{dossier_id}/accept",
        summary="Tiếp nhận hồ sơ",
        description="Tiếp nhận hồ sơ đã đủ: cấp mã hồ sơ và ngày hẹn trả, bắt đầu tính thời gian giải quyết.",
        response_model=StepReceipt,
    )
    async def accept(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
    ) -> Response:
        return step_response(wording, await accept_dossier(order(dossier_id, officer, command, seen), body.note))

    @router.post(
        "/dossier-acceptances",
        summary="Tiếp nhận nhiều hồ sơ",
        description="Tiếp nhận tối đa 50 hồ sơ một lần; mỗi hồ sơ có kết quả riêng, hồ sơ không tiếp nhận được không "
        "ảnh hưởng các hồ sơ khác.",
        response_model=BulkOutcomes,
    )
    async def accept_several(officer: Officer, command: IdempotentCommand, body: BulkAcceptance) -> Response:
        seen = [(item.id, item.version) for item in body.items]
        outcomes = await bulk_accept(
            command, seen, lambda dossier_id, own, version: order(dossier_id, officer, own, version)
        )
        accepted = sum(outcome.taken is not None for outcome in outcomes)
        items = [BulkOutcome.of(wording, outcome) for outcome in outcomes]
        return typed_response(BulkOutcomes(accepted=accepted, refused=len(outcomes) - accepted, items=items))

    @router.post(
        "/dossiers/{dossier_id}/request-supplement",
        summary="Yêu cầu bổ sung giấy tờ",
        description="Yêu cầu một lần, đầy đủ mọi giấy tờ cần bổ sung; lần sau chỉ được yêu cầu lại giấy tờ đã nêu.",
        response_model=StepReceipt,
    )
    async def ask_for_supplement(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: SupplementRequest
    ) -> Response:
        demands = [document.demand() for document in body.documents]
        taken = await request_supplement(order(dossier_id, officer, command, seen), demands, body.given())
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/postpone",
        summary="Xin lỗi và gia hạn thời gian giải quyết (mẫu 04)",
        description="Gửi lời xin lỗi và ngày hẹn trả mới, chậm nhất một ngày trước ngày hẹn trả; mỗi hồ sơ một lần.",
        response_model=StepReceipt,
    )
    async def postpone(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Postponement
    ) -> Response:
        taken = await postpone_dossier(order(dossier_id, officer, command, seen), body.due_on, body.reason)
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/request-payment",
        summary="Yêu cầu thực hiện nghĩa vụ tài chính",
        description="Yêu cầu nộp phí, lệ phí hoặc thuế: nêu từng khoản, hạn nộp mặc định là 10 ngày làm việc.",
        response_model=StepReceipt,
    )
    async def ask_for_payment(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: PaymentDemand
    ) -> Response:
        items = [item.fee() for item in body.items]
        taken = await request_payment(order(dossier_id, officer, command, seen), items, body.pay_by, body.given())
        return step_response(wording, taken)

    @router.get(
        "/reasons",
        summary="Danh mục lý do cho từng thao tác",
        description="Những lý do chọn sẵn, với lời gửi cho công dân.",
        response_model=ReasonCatalogue,
    )
    async def list_reasons(officer: Officer) -> Response:
        return typed_response(ReasonCatalogue.of(reasons))

    for path, action, summary, description in _WITH_REMARK:
        _add_step_with_remark(router, take_plain_step, agencies, wording, path, action, summary, description)
    for path, result, summary, description in _WITH_RESULT:
        _add_step_with_result(router, give_result, agencies, wording, path, result, summary, description)
    for path, end, summary, description in _WITH_REASON:
        _add_step_with_reason(router, end_dossier, agencies, wording, path, end, summary, description)
    return router


def _add_step_with_remark(
    router: APIRouter,
    take_plain_step: TakePlainStep,
    agencies: Collection[str],
    wording: Wording,
    path: str,
    action: Action,
    summary: str,
    description: str,
) -> None:
    @router.post(
        f"/dossiers/{{dossier_id}}/{path}",
        name=action,
        summary=summary,
        description=description,
        response_model=StepReceipt,
    )
    async def take(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
    ) -> Response:
        order = step_command(agencies, dossier_id, officer, command, seen)
        return step_response(wording, await take_plain_step(action, order, body.note))


def _add_step_with_result(
    router: APIRouter,
    give_result: GiveResult,
    agencies: Collection[str],
    wording: Wording,
    path: str,
    action: Literal[Action.COMPLETE, Action.RETURN_RESULT],
    summary: str,
    description: str,
) -> None:
    @router.post(
        f"/dossiers/{{dossier_id}}/{path}",
        name=action,
        summary=summary,
        description=description,
        response_model=StepReceipt,
    )
    async def take(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: ResultRemark
    ) -> Response:
        order = step_command(agencies, dossier_id, officer, command, seen)
        return step_response(wording, await give_result(action, order, body.result_files, body.note))


def _add_step_with_reason(
    router: APIRouter,
    end_dossier: EndDossier,
    agencies: Collection[str],
    wording: Wording,
    path: str,
    action: Literal[Action.REFUSE, Action.STOP],
    summary: str,
    description: str,
) -> None:
    @router.post(
        f"/dossiers/{{dossier_id}}/{path}",
        name=action,
        summary=summary,
        description=description,
        response_model=StepReceipt,
    )
    async def take(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Reason
    ) -> Response:
        order = step_command(agencies, dossier_id, officer, command, seen)
        return step_response(wording, await end_dossier(action, order, body.given()))
