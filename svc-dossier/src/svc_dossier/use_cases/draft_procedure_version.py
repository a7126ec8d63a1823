"""An editor drafts a version of a procedure, under the next free number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.optimistic import retry_on_conflict
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.procedure_text import to_json
from svc_dossier.domain.dossier import Party
from svc_dossier.domain.procedure_version import Edit, EditEntry, ProcedureVersion, Stage
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.edit_procedure_version import ProcedureEdit


@dataclass(frozen=True)
class DraftProcedureVersion:
    versions: ProcedureVersions
    compiler: Compiler
    clock: Clock

    async def __call__(self, content: Mapping[str, Any], by: Party, command: Command) -> Outcome[ProcedureEdit]:
        """Raises ``Invalid`` with all that is wrong with ``content``."""

        async def attempt(_number: int) -> Outcome[ProcedureEdit]:
            first = await self.versions.made_by(command.id)
            if first and (made := command.find_in(first.record[:1])):
                return Outcome(ProcedureEdit(first.code, first.number, made), replayed=True)
            code = content.get("code")
            number = 1 + (await self.versions.last_number(code) if isinstance(code, str) else 0)
            file = self.compiler.accepted({**content, "version": number})
            entry = EditEntry(
                Edit.DRAFTED, by.id, self.clock.now(), 1, command.id, command.fingerprint, by_name=by.name
            )
            draft = ProcedureVersion(file.code, number, 1, Stage.DRAFT, file.effective_from, to_json(file), (entry,))
            await self.versions.add(draft)
            return Outcome(ProcedureEdit(draft.code, number, entry))

        return await retry_on_conflict(attempt)
