"""A supplement request is answered: every paper that was asked for, or why there is none,
and any other of the procedure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.supplement import answerable_documents, still_missing
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.gather_papers import GatherPapers, SubmittedDocument
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep


@dataclass(frozen=True)
class SupplementDossier:
    take_step: TakeStep
    gather_papers: GatherPapers
    catalogue: Catalogue

    async def __call__(
        self, request: DossierStepCommand, documents: Sequence[SubmittedDocument], text: str | None
    ) -> Outcome[DossierStepTaken]:
        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            wrong = [
                FieldError(f"documents.{paper.code}", f"Thiếu giấy tờ được yêu cầu: {paper.name}.")
                for paper in still_missing(dossier, {document.code for document in documents})
            ]
            asked = {paper.code for paper in dossier.asked}
            wrong += [
                FieldError(f"documents[{place}].unavailable_reason", "Giấy tờ này không được yêu cầu bổ sung.")
                for place, document in enumerate(documents)
                if document.unavailable and document.code not in asked
            ]
            if wrong:
                raise Invalid(wrong)
            procedure = self.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).procedure
            known = answerable_documents(dossier, procedure.documents)
            return StepData(text=text, handed_in=await self.gather_papers(request.by.id, documents, known, at))

        return await self.take_step(Action.SUPPLEMENT, request, prepare)
