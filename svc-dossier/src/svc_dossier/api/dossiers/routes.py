"""What a citizen may do with dossiers, their own only."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from shared.command import Command, Outcome
from shared.errors import NotFound
from shared.etag import IfMatch, etag
from shared.files.download import Size, in_size
from shared.files.links import FileLinks
from shared.files.references import ReferencesFor
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller, Citizen
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_dossier.api.dossiers.requests import NationalCode, NewDossier, NewRating
from svc_dossier.api.dossiers.responses import (
    DossierPage,
    DossierView,
    HandOff,
    RatingReceipt,
    Receipt,
    StepReceipt,
    dossier_view,
    receipt,
)
from svc_dossier.api.fields import StateQuery, Supplement, Withdrawal
from svc_dossier.catalogue.offices import Offices
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Party
from svc_dossier.domain.rating import Level
from svc_dossier.domain.transitions import CITIZEN, Action, State
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.files import Files
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.enter_national_code import EnterNationalCode
from svc_dossier.use_cases.find_dossier import FindDossier
from svc_dossier.use_cases.open_form import OpenForm
from svc_dossier.use_cases.rate_dossier import RateDossier
from svc_dossier.use_cases.submit_dossier import SubmitDossier
from svc_dossier.use_cases.supplement_dossier import SupplementDossier
from svc_dossier.use_cases.take_plain_step import TakePlainStep
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken


def dossier_routes(
    submit_dossier: SubmitDossier,
    supplement: SupplementDossier,
    take_plain_step: TakePlainStep,
    enter_national_code: EnterNationalCode,
    rate: RateDossier,
    find_dossier: FindDossier,
    open_form: OpenForm,
    dossiers: Dossiers,
    files: Files,
    links: FileLinks,
    offices: Offices,
    wording: Wording,
) -> APIRouter:
    router = api_router(prefix="/v1/dossiers", tags=["Hồ sơ"])

    @router.post(
        "",
        summary="Nộp hồ sơ",
        description="Nộp hồ sơ của thủ tục, kèm biểu mẫu và các tệp đã tải lên. Trả về biên nhận với mã nộp; gửi lại "
        "cùng Idempotency-Key thì nhận đúng biên nhận cũ.",
        status_code=201,
        response_model=HandOff | Receipt,
    )
    async def submit(citizen: Citizen, command: IdempotentCommand, body: NewDossier) -> Response:
        submitted = await submit_dossier(citizen.id, command, body.submission(), body.draft_id)
        headers = {"Location": f"/v1/dossiers/{submitted.value.id}", "ETag": etag(1), **replay(submitted.replayed)}
        return typed_response(receipt(wording, submitted.value), 201, headers)

    @router.get(
        "",
        summary="Hồ sơ của tôi, mới nhất trước",
        description="Liệt kê hồ sơ của người đang đăng nhập, lọc được theo trạng thái, đọc tiếp bằng after.",
        response_model=DossierPage,
    )
    async def list_own(citizen: Citizen, page: PageQuery, state: StateQuery = None) -> Response:
        after = position(page, datetime, str)
        found = await dossiers.own(citizen.id, State(state) if state else None, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.submitted_at, last.id))
        return typed_response(DossierPage.of(wording, offices, shown["items"], shown["next"]))

    @router.get(
        "/{dossier_id}",
        summary="Hồ sơ với diễn biến và việc tiếp theo",
        description="Toàn bộ hồ sơ của chính mình: biểu mẫu, giấy tờ, diễn biến, khoản phải nộp, kết quả và những thao "
        "tác có thể làm tiếp.",
        response_model=DossierView,
    )
    async def show(dossier_id: str, citizen: Citizen) -> Response:
        opened = open_form(await find_dossier(dossier_id, Scope(citizen_id=citizen.id)))
        view = dossier_view(wording, offices, opened, ReferencesFor(citizen, links))
        return typed_response(view, headers={"ETag": etag(opened.dossier.version)})

    @router.post(
        "/{dossier_id}/supplements",
        summary="Bổ sung giấy tờ",
        description="Nộp đủ các giấy tờ mà cơ quan đã yêu cầu bổ sung, giấy tờ nào không có thì nêu lý do; có thể kèm "
        "giấy tờ khác của thủ tục.",
        response_model=StepReceipt,
    )
    async def hand_in(
        dossier_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Supplement
    ) -> Response:
        documents = [document.submitted() for document in body.documents]
        request = _step_command(dossier_id, citizen, command, seen)
        return step_response(wording, await supplement(request, documents, body.note))

    @router.post(
        "/{dossier_id}/withdrawal",
        summary="Rút hồ sơ",
        description="Rút hồ sơ khi chưa có kết quả, kèm lý do.",
        response_model=StepReceipt,
    )
    async def withdraw(
        dossier_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Withdrawal
    ) -> Response:
        request = _step_command(dossier_id, citizen, command, seen)
        return step_response(wording, await take_plain_step(Action.WITHDRAW, request, body.reason))

    @router.post(
        "/{dossier_id}/national-code",
        summary="Nhập mã hồ sơ của Cổng DVCQG",
        description="Nhập mã mà Cổng Dịch vụ công quốc gia đã cấp, để theo dõi hồ sơ tại đây; nhập lại được nếu sai.",
        response_model=StepReceipt,
    )
    async def enter_code(
        dossier_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: NationalCode
    ) -> Response:
        request = _step_command(dossier_id, citizen, command, seen)
        return step_response(wording, await enter_national_code(request, body.code))

    @router.post(
        "/{dossier_id}/rating",
        summary="Đánh giá sau khi nhận kết quả",
        description="Đánh giá một lần việc giải quyết hồ sơ đã trả kết quả, theo ba mức.",
        response_model=RatingReceipt,
    )
    async def give_rating(dossier_id: str, citizen: Citizen, command: IdempotentCommand, body: NewRating) -> Response:
        rated = await rate(citizen.id, dossier_id, command, Level(body.level), body.comment)
        return typed_response(RatingReceipt.of(rated.value), headers=replay(rated.replayed))

    @router.get(
        "/{dossier_id}/results/{file_id}",
        summary="Tải tệp kết quả",
        description="Tệp kết quả của hồ sơ, từ khi kết quả đã sẵn sàng. Đọc được từng phần (Range), hoặc ảnh nhỏ.",
        response_class=StreamingResponse,
    )
    async def download_result(dossier_id: str, file_id: str, citizen: Citizen, size: Size = None) -> Response:
        here = await dossiers.has_result(dossier_id, file_id, Scope(citizen_id=citizen.id))
        stored = await files.find(file_id) if here else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return await in_size(files, stored, size)

    return router


def step_response(wording: Wording, outcome: Outcome[DossierStepTaken]) -> Response:
    taken = outcome.value
    headers = {"ETag": etag(taken.entry.version), **replay(outcome.replayed)}
    return typed_response(StepReceipt.of(wording, taken.dossier, taken.entry), headers=headers)


def _step_command(dossier_id: str, citizen: Caller, command: Command, seen: int | None) -> DossierStepCommand:
    by, scope = Party("citizen", citizen.id), Scope(citizen_id=citizen.id)
    return DossierStepCommand(dossier_id, by, scope, lambda agency_id: CITIZEN, command, seen)
