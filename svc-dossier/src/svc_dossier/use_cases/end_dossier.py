"""The office refuses a dossier or stops working on it, and says why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.command import Outcome
from shared.reasons import Reasons
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.step_reason import StepReason, reason_text
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep


@dataclass(frozen=True)
class EndDossier:
    take_step: TakeStep
    reasons: Reasons

    async def __call__(
        self, action: Literal[Action.REFUSE, Action.STOP], request: DossierStepCommand, reason: StepReason
    ) -> Outcome[DossierStepTaken]:
        text = reason_text(self.reasons, action, reason, required=True)

        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            return StepData(text=text, reason_code=reason.code)

        return await self.take_step(action, request, prepare)
