"""An editor gives a draft up."""

from dataclasses import dataclass

from shared.command import Outcome
from svc_dossier.domain.procedure_version import Edit, EditEntry, ProcedureVersion
from svc_dossier.use_cases.edit_procedure_version import EditProcedureVersion, EditRequest, ProcedureEdit


@dataclass(frozen=True)
class DiscardProcedureVersion:
    edit_version: EditProcedureVersion

    async def __call__(self, request: EditRequest) -> Outcome[ProcedureEdit]:
        """Raises what every edit raises."""

        async def discard(version: ProcedureVersion, entry: EditEntry) -> ProcedureVersion:
            return version.discarded(entry)

        return await self.edit_version(request, Edit.DISCARDED, discard)
