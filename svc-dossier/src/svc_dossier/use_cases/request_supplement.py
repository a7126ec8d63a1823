"""The office asks for papers, all of them in one request (Nghị định 61/2018/NĐ-CP, Điều 15.3).

A later request may only repeat what was asked for and not handed in as it should be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.errors import Conflict, FieldError, Invalid
from svc_dossier.domain.dossier import Dossier, RequestedDocument, StepData
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import Prepare


@dataclass(frozen=True)
class Request:
    """A paper of the procedure or of an earlier request by its ``code``, or any other by its ``name``."""

    code: str | None
    name: str | None
    note: str | None


def supplement_request(desk: Desk, requests: Sequence[Request], text: str | None, reason_code: str | None) -> Prepare:
    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        documents = desk.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).procedure.documents
        names = {code: document.name for code, document in documents.items()}
        names |= {paper.code: paper.name for paper in dossier.asked}
        asked, wrong = [], []
        for number, request in enumerate(requests):
            known = names.get(request.code or "")
            if request.code and known and request.name is None:
                asked.append(RequestedDocument(request.code, known, request.note))
            elif request.name and request.code is None:
                # A code of its own, unlike those of earlier requests.
                asked.append(
                    RequestedDocument(f"bo-sung-{dossier.version + 1}-{number + 1}", request.name, request.note)
                )
            else:
                message = "Nêu mã một giấy tờ của thủ tục, hoặc tên một giấy tờ khác."
                wrong.append(FieldError(f"documents[{number}]", message))
        if len({paper.code for paper in asked}) != len(asked):
            wrong.append(FieldError("documents", "Mỗi giấy tờ chỉ được nêu một lần."))
        if wrong:
            raise Invalid(wrong)
        if again := dossier.asked_beyond(asked):
            raise Conflict(
                "supplement-already-requested",
                "Chỉ được yêu cầu bổ sung một lần",
                "Hồ sơ đã có một lần yêu cầu bổ sung đầy đủ; lần này chỉ được yêu cầu lại giấy tờ đã nêu, "
                f"không thêm: {'; '.join(paper.name for paper in again)}.",
            )
        return StepData(text=text, reason_code=reason_code, asked=asked)

    return prepare
