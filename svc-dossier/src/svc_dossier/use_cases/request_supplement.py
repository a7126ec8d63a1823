"""The office asks for papers, all of them in one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.command import Outcome
from shared.errors import Conflict, FieldError, Invalid, ServiceError
from shared.reasons import Reasons
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.supplement import (
    DocumentDemand,
    NoSuchDay,
    SupplementIncomplete,
    SupplementInvalid,
    answer_until,
    requested_documents,
)
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.step_reason import StepReason, reason_text
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep


@dataclass(frozen=True)
class RequestSupplement:
    take_step: TakeStep
    catalogue: Catalogue
    calendars: Calendars
    reasons: Reasons

    async def __call__(
        self, request: DossierStepCommand, demands: Sequence[DocumentDemand], answer_by: date | None, reason: StepReason
    ) -> Outcome[DossierStepTaken]:
        text = reason_text(self.reasons, Action.REQUEST_SUPPLEMENT, reason, required=False)

        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            procedure = self.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).procedure
            try:
                requested = requested_documents(dossier, demands, procedure.documents)
            except SupplementInvalid as refused:
                raise _invalid(refused) from None
            except SupplementIncomplete as refused:
                raise _already_requested(refused) from None
            calendar = self.calendars.current
            try:
                last = answer_until(answer_by, calendar.day_of(at), calendar) if answer_by else None
            except NoSuchDay:
                message = "Hạn bổ sung phải là một ngày làm việc, từ hôm nay trở đi."
                raise Invalid([FieldError("answer_by", message)]) from None
            return StepData(text=text, reason_code=reason.code, asked=requested, answer_by=last)

        return await self.take_step(Action.REQUEST_SUPPLEMENT, request, prepare)


def _invalid(refused: SupplementInvalid) -> ServiceError:
    message = "Nêu mã một giấy tờ của thủ tục, hoặc tên một giấy tờ khác."
    wrong = [FieldError(f"documents[{place}]", message) for place in refused.unnamed]
    message = "Thủ tục không nhận giấy tờ này dưới dạng đã nêu."
    wrong += [FieldError(f"documents[{place}].copies", message) for place in refused.untaken]
    if refused.repeated:
        wrong.append(FieldError("documents", "Mỗi giấy tờ chỉ được nêu một lần."))
    return Invalid(wrong)


def _already_requested(refused: SupplementIncomplete) -> ServiceError:
    return Conflict(
        "supplement-already-requested",
        "Chỉ được yêu cầu bổ sung một lần",
        "Hồ sơ đã có một lần yêu cầu bổ sung đầy đủ; lần này chỉ được yêu cầu lại giấy tờ đã nêu, "
        f"không thêm: {'; '.join(document.name for document in refused.added)}.",
    )
