"""The one-stop accepts: the legal code, and with it the due date."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.assign_code import AssignCode
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep


@dataclass(frozen=True)
class AcceptDossier:
    take_step: TakeStep
    assign_code: AssignCode

    async def __call__(self, request: DossierStepCommand, text: str | None = None) -> Outcome[DossierStepTaken]:
        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            return StepData(text=text, code=await self.assign_code(dossier.agency_id, at))

        return await self.take_step(Action.ACCEPT, request, prepare)
