"""The result leaves the specialist, or the one-stop: with its files, where it is given electronically."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.command import Outcome
from shared.errors import Conflict, FieldError, Invalid
from svc_dossier.catalogue.delivery import ONLINE, chosen_delivery
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.result import MAX_RESULTS, TooManyResults, check_results
from svc_dossier.domain.transitions import Action
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.files import Files
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.gather_papers import file_missing
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep

_NO_FILE = "Người nộp chọn nhận kết quả trực tuyến nên cần có ít nhất một tệp kết quả."


@dataclass(frozen=True)
class GiveResult:
    """``file_life`` is how long a file waits for a dossier."""

    take_step: TakeStep
    dossiers: Dossiers
    files: Files
    file_life: timedelta

    async def __call__(
        self,
        action: Literal[Action.COMPLETE, Action.RETURN_RESULT],
        request: DossierStepCommand,
        file_ids: Sequence[str],
        text: str | None,
    ) -> Outcome[DossierStepTaken]:
        """``file_ids`` name files that the officer has uploaded."""

        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            try:
                check_results(dossier, file_ids)
            except TooManyResults:
                detail = f"Một hồ sơ có tối đa {MAX_RESULTS} tệp kết quả."
                raise Conflict("too-many-results", "Quá nhiều tệp kết quả", detail) from None
            found = await self.files.of(request.by.id, file_ids, since=at - self.file_life)
            missing = [
                file_missing(f"result_files[{place}]") for place, file_id in enumerate(file_ids) if file_id not in found
            ]
            if missing or len({*file_ids}) != len(file_ids):
                raise Invalid(missing or [FieldError("result_files", "Mỗi tệp chỉ được nêu một lần.")])
            if not (dossier.results or file_ids) and await self._wanted_online(dossier):
                raise Invalid([FieldError("result_files", _NO_FILE)])
            return StepData(text=text, results=[found[file_id] for file_id in file_ids])

        return await self.take_step(action, request, prepare)

    async def _wanted_online(self, dossier: Dossier) -> bool:
        detail = await self.dossiers.detail(dossier.id, Scope.everything())
        return detail is not None and chosen_delivery(detail.form) == ONLINE
