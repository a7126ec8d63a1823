"""A step that carries nothing but a text: an officer hands on or confirms, a citizen withdraws."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep


@dataclass(frozen=True)
class TakePlainStep:
    take_step: TakeStep

    async def __call__(
        self, action: Action, request: DossierStepCommand, text: str | None
    ) -> Outcome[DossierStepTaken]:
        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            return StepData(text=text)

        return await self.take_step(action, request, prepare)
