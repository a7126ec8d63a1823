"""The citizen has filed at the national portal and tells the code that was given there; mistyped, tells it again."""

from datetime import datetime

from shared.errors import FieldError, Invalid
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.dossier_code import read_code
from svc_dossier.use_cases.take_step import Prepare


def national_code(text: str) -> Prepare:
    code = read_code(text)
    if code is None:
        message = "Mã hồ sơ không đúng dạng, ví dụ 000.00.53.H48-261123-0001."
        raise Invalid([FieldError("code", message)])

    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        return StepData(national_code=code)

    return prepare
