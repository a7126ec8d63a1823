"""Several steps at once, and the reasons to choose from."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from shared.identity import Caller
from shared.offers import OffersOf, offered_anew
from shared.problem import problem_of
from shared.reasons import Reasons
from svc_dossier.api.dossiers.responses import StepReceipt
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier
from svc_dossier.use_cases.bulk_accept import Acceptance


class BulkProblem(BaseModel):
    """Lý do không thực hiện được; có thể kèm trạng thái hiện tại và những thao tác khác."""

    model_config = ConfigDict(extra="allow")

    title: str
    detail: str


class BulkOutcome(BaseModel):
    id: str
    status: int
    receipt: StepReceipt | None
    problem: BulkProblem | None

    @classmethod
    def of(cls, wording: Wording, acceptance: Acceptance, officer: Caller, offers: OffersOf) -> Self:
        if (taken := acceptance.taken) is not None:
            receipt = StepReceipt.of(wording, taken.dossier, taken.entry)
            return cls(id=acceptance.dossier_id, status=200, receipt=receipt, problem=None)
        assert acceptance.refusal is not None, "either taken or refused"
        problem = problem_of(offered_anew(acceptance.refusal, officer, offers))
        more: dict[str, Any] = {"title": problem.title, "detail": problem.detail, **problem.extra}
        return cls(id=acceptance.dossier_id, status=problem.status, receipt=None, problem=BulkProblem(**more))


class BulkOutcomes(BaseModel):
    accepted: int
    refused: int
    items: list[BulkOutcome]


class ConfirmedCode(BaseModel):
    """Hồ sơ với mã đã được xác nhận."""

    id: str
    code: str
    version: int

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        return cls(id=dossier.id, code=dossier.code or "", version=dossier.version)


class ReasonRow(BaseModel):
    code: str
    label: str
    text: str


class ReasonCatalogue(BaseModel):
    actions: dict[str, list[ReasonRow]]

    @classmethod
    def of(cls, reasons: Reasons) -> Self:
        return cls(
            actions={
                action: [ReasonRow(**vars(reason)) for reason in offered.values()]
                for action, offered in reasons.items()
            }
        )
