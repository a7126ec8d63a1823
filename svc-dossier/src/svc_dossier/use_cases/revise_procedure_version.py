"""An editor gives a draft other content, under its own code and number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.procedure_text import to_json
from svc_dossier.domain.procedure_version import Edit, EditEntry, ProcedureVersion
from svc_dossier.use_cases.edit_procedure_version import EditProcedureVersion, EditRequest, ProcedureEdit


@dataclass(frozen=True)
class ReviseProcedureVersion:
    edit_version: EditProcedureVersion
    compiler: Compiler

    async def __call__(self, request: EditRequest, content: Mapping[str, Any]) -> Outcome[ProcedureEdit]:
        """Raises ``Invalid`` with all that is wrong with ``content``, and what every edit raises."""

        async def revise(version: ProcedureVersion, entry: EditEntry) -> ProcedureVersion:
            file = self.compiler.accepted({**content, "version": version.number})
            if file.code != version.code:
                raise Invalid([FieldError("code", "Mã thủ tục của bản thảo không đổi được.")])
            return version.revised(entry, to_json(file), file.effective_from)

        return await self.edit_version(request, Edit.REVISED, revise)
