"""An editor publishes a draft, for today or a day ahead."""

from dataclasses import dataclass
from datetime import date

from shared.command import Outcome
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.procedure_text import from_json, to_json
from svc_dossier.domain.procedure_version import Edit, EditEntry, ProcedureVersion
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.edit_procedure_version import EditProcedureVersion, EditRequest, ProcedureEdit


@dataclass(frozen=True)
class PublishProcedureVersion:
    edit_version: EditProcedureVersion
    versions: ProcedureVersions
    compiler: Compiler
    calendars: Calendars

    async def __call__(self, request: EditRequest, effective_from: date) -> Outcome[ProcedureEdit]:
        """Raises ``Invalid`` where the draft does not hold any more, and what every edit raises."""

        async def publish(version: ProcedureVersion, entry: EditEntry) -> ProcedureVersion:
            file = from_json(version.content).model_dump(mode="json") | {"effective_from": effective_from.isoformat()}
            published = await self.versions.published_of(version.code)
            others = [other for other in published if other.number != version.number]
            # Once more, because offices or parts of forms may have changed since it was drafted.
            content = to_json(self.compiler.accepted(file))
            today = self.calendars.current.day_of(entry.at)
            return version.published(entry, content, effective_from, today, others)

        return await self.edit_version(request, Edit.PUBLISHED, publish)
