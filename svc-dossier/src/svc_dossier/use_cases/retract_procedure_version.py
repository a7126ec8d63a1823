"""An editor takes a published version back while its first day is ahead."""

from dataclasses import dataclass

from shared.command import Outcome
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.procedure_version import Edit, EditEntry, ProcedureVersion
from svc_dossier.use_cases.edit_procedure_version import EditProcedureVersion, EditRequest, ProcedureEdit


@dataclass(frozen=True)
class RetractProcedureVersion:
    edit_version: EditProcedureVersion
    calendars: Calendars

    async def __call__(self, request: EditRequest) -> Outcome[ProcedureEdit]:
        """Raises what every edit raises."""

        async def retract(version: ProcedureVersion, entry: EditEntry) -> ProcedureVersion:
            return version.retracted(entry, self.calendars.current.zone)

        return await self.edit_version(request, Edit.RETRACTED, retract)
