"""A supplement request is answered: every paper that was asked for, and any other of the procedure."""

from collections.abc import Sequence
from datetime import datetime

from shared.errors import FieldError, Invalid
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.gather_papers import SubmittedDocument, gather_papers
from svc_dossier.use_cases.take_step import Prepare


def supplement(desk: Desk, by: str, handed: Sequence[SubmittedDocument], text: str | None) -> Prepare:
    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        given = {paper.code for paper in handed}
        missing = [paper for paper in dossier.asked if paper.code not in given and not dossier.supplement_sent]
        if missing:
            raise Invalid([FieldError("documents", f"Thiếu giấy tờ được yêu cầu: {paper.name}.") for paper in missing])
        documents = desk.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).procedure.documents
        names = {code: document.name for code, document in documents.items()}
        names |= {paper.code: paper.name for paper in dossier.asked}
        papers = await gather_papers(desk, by, handed, names, at)
        return StepData(text=text, handed_in=papers)

    return prepare
