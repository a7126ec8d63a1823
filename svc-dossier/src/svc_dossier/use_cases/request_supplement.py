"""The office asks for papers, all of them in one request (Nghị định 61/2018/NĐ-CP, Điều 15.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.problem import FieldError, invalid
from svc_dossier.domain.dossier import Asked, Dossier
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import Particulars, Prepare


@dataclass(frozen=True)
class Request:
    """A paper of the procedure by its ``code``, or any other by its ``name``."""

    code: str | None
    name: str | None
    note: str | None


def supplement_request(desk: Desk, requests: Sequence[Request], text: str | None) -> Prepare:
    async def prepare(dossier: Dossier, at: datetime) -> Particulars:
        documents = desk.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).procedure.documents
        asked, wrong = [], []
        for number, request in enumerate(requests):
            known = documents.get(request.code or "")
            if known and request.name is None:
                asked.append(Asked(known.code, known.name, request.note))
            elif request.name and request.code is None:
                # A code of its own, unlike those of earlier requests.
                asked.append(Asked(f"bo-sung-{dossier.version + 1}-{number + 1}", request.name, request.note))
            else:
                message = "Nêu mã một giấy tờ của thủ tục, hoặc tên một giấy tờ khác."
                wrong.append(FieldError(f"documents[{number}]", message))
        if len({paper.code for paper in asked}) != len(asked):
            wrong.append(FieldError("documents", "Mỗi giấy tờ chỉ được nêu một lần."))
        if wrong:
            raise invalid(wrong)
        return Particulars(text=text, asked=asked)

    return prepare
