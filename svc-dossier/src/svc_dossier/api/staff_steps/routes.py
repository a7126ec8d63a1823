"""One action a step, each against the version that the officer saw."""

from collections.abc import Collection

from fastapi import APIRouter
from starlette.responses import Response

from shared.command import Command
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand
from shared.offers import OffersOf
from shared.reasons import Reasons
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
from svc_dossier.api.staff_steps.responses import BulkOutcome, BulkOutcomes, ConfirmedCode, ReasonCatalogue
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.accept_dossier import AcceptDossier
from svc_dossier.use_cases.bulk_accept import BulkAccept
from svc_dossier.use_cases.confirm_national_code import ConfirmNationalCode
from svc_dossier.use_cases.end_dossier import EndDossier
from svc_dossier.use_cases.give_result import GiveResult
from svc_dossier.use_cases.postpone_dossier import PostponeDossier
from svc_dossier.use_cases.request_payment import RequestPayment
from svc_dossier.use_cases.request_supplement import RequestSupplement
from svc_dossier.use_cases.take_plain_step import TakePlainStep
from svc_dossier.use_cases.take_step import DossierStepCommand


def step_routes(
    accept_dossier: AcceptDossier,
    bulk_accept: BulkAccept,
    request_supplement: RequestSupplement,
    request_payment: RequestPayment,
    postpone_dossier: PostponeDossier,
    take_plain_step: TakePlainStep,
    give_result: GiveResult,
    end_dossier: EndDossier,
    confirm_national_code: ConfirmNationalCode,
    reasons: Reasons,
    agencies: Collection[str],
    wording: Wording,
    offers: OffersOf,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    def request(dossier_id: str, officer: Officer, command: Command, seen: int) -> DossierStepCommand:
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
        return step_response(wording, await accept_dossier(request(dossier_id, officer, command, seen), body.note))

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
            command, seen, lambda dossier_id, own, version: request(dossier_id, officer, own, version)
        )
        accepted = sum(outcome.taken is not None for outcome in outcomes)
        items = [BulkOutcome.of(wording, outcome, officer, offers) for outcome in outcomes]
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
        taken = await request_supplement(
            request(dossier_id, officer, command, seen), demands, body.answer_by, body.given()
        )
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
        taken = await postpone_dossier(request(dossier_id, officer, command, seen), body.due_on, body.reason)
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
        taken = await request_payment(request(dossier_id, officer, command, seen), items, body.pay_by, body.given())
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/confirm-national-code",
        summary="Xác nhận mã hồ sơ quốc gia",
        description="Khi nhiều người cùng nhập một mã của Cổng Dịch vụ công quốc gia: bộ phận một cửa xác nhận mã là "
        "của hồ sơ này, sau khi đã đối chiếu. Trạng thái Cổng đã gửi cho mã đó được áp dụng lại trong vòng một phút.",
        response_model=ConfirmedCode,
    )
    async def confirm_code(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch
    ) -> Response:
        confirmed = await confirm_national_code(request(dossier_id, officer, command, seen))
        answer = ConfirmedCode.model_validate(
            {"id": confirmed.id, "code": confirmed.code, "version": confirmed.version}
        )
        return typed_response(answer, headers={"ETag": etag(confirmed.version)})

    @router.get(
        "/reasons",
        summary="Danh mục lý do cho từng thao tác",
        description="Những lý do chọn sẵn, với lời gửi cho công dân.",
        response_model=ReasonCatalogue,
    )
    async def list_reasons(officer: Officer) -> Response:
        return typed_response(ReasonCatalogue.of(reasons))

    @router.post(
        "/dossiers/{dossier_id}/transfer",
        summary="Chuyển xử lý",
        description="Chuyển hồ sơ đã tiếp nhận cho bộ phận chuyên môn.",
        response_model=StepReceipt,
    )
    async def transfer(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
    ) -> Response:
        taken = await take_plain_step(Action.TRANSFER, request(dossier_id, officer, command, seen), body.note)
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/confirm-supplement",
        summary="Xác nhận hồ sơ bổ sung đã đủ",
        description="Giấy tờ bổ sung đã đủ: thời gian giải quyết được tính tiếp, "
        "hoặc tính lại theo quy định của thủ tục.",
        response_model=StepReceipt,
    )
    async def confirm_supplement(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
    ) -> Response:
        taken = await take_plain_step(Action.CONFIRM_SUPPLEMENT, request(dossier_id, officer, command, seen), body.note)
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/complete",
        summary="Hoàn thành xử lý",
        description="Có kết quả và gửi về bộ phận một cửa; cần tệp kết quả khi người nộp chọn nhận trực tuyến.",
        response_model=StepReceipt,
    )
    async def complete(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: ResultRemark
    ) -> Response:
        taken = await give_result(
            Action.COMPLETE, request(dossier_id, officer, command, seen), body.result_files, body.note
        )
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/return-result",
        summary="Trả kết quả",
        description="Bộ phận một cửa trả kết quả cho công dân, có thể kèm tệp kết quả.",
        response_model=StepReceipt,
    )
    async def return_result(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: ResultRemark
    ) -> Response:
        taken = await give_result(
            Action.RETURN_RESULT, request(dossier_id, officer, command, seen), body.result_files, body.note
        )
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/refuse",
        summary="Từ chối tiếp nhận",
        description="Từ chối hồ sơ chưa tiếp nhận, kèm lý do gửi cho công dân.",
        response_model=StepReceipt,
    )
    async def refuse(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Reason
    ) -> Response:
        taken = await end_dossier(Action.REFUSE, request(dossier_id, officer, command, seen), body.given())
        return step_response(wording, taken)

    @router.post(
        "/dossiers/{dossier_id}/stop",
        summary="Dừng xử lý",
        description="Dừng giải quyết hồ sơ đã tiếp nhận, kèm lý do gửi cho công dân.",
        response_model=StepReceipt,
    )
    async def stop(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Reason
    ) -> Response:
        taken = await end_dossier(Action.STOP, request(dossier_id, officer, command, seen), body.given())
        return step_response(wording, taken)

    return router
