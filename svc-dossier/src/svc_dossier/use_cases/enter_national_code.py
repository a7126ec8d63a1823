"""The citizen has submitted at the national portal and enters the code given there; mistyped, enters it again."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.dossier_code import read_code
from svc_dossier.domain.transitions import Action
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep


@dataclass(frozen=True)
class EnterNationalCode:
    take_step: TakeStep
    dossiers: Dossiers

    async def __call__(self, request: DossierStepCommand, text: str) -> Outcome[DossierStepTaken]:
        code = read_code(text)
        if code is None:
            message = "Mã hồ sơ không đúng dạng, ví dụ 000.00.53.H48-261123-0001."
            raise Invalid([FieldError("code", message)])

        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            holder = await self.dossiers.by_code(code)
            if holder is not None and holder.id != dossier.id:
                message = "Mã này là của một hồ sơ khác. Ông/Bà hãy kiểm tra lại mã trên Cổng Dịch vụ công quốc gia."
                raise Invalid([FieldError("code", message)])
            return StepData(national_code=code)

        return await self.take_step(Action.ENTER_CODE, request, prepare)
