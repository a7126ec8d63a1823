"""Papers that are asked for, all of them in one request (Nghị định 61/2018/NĐ-CP, Điều 15.3), and their answer.

A later request may only repeat what was asked for and not handed in as it should be.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.reference.working_calendar import OutsideCalendar, WorkingCalendar
from svc_dossier.domain.dossier import Dossier, RequestedDocument
from svc_dossier.domain.procedure import RequiredDocument


@dataclass(frozen=True)
class DocumentDemand:
    """A paper of the procedure or of an earlier request by its ``code``, or any other by its ``name``."""

    code: str | None
    name: str | None
    note: str | None = None


class SupplementInvalid(Exception):
    """``unnamed`` are the places of demands that name no paper, or two; ``repeated`` when one paper stands twice."""

    def __init__(self, unnamed: Sequence[int], *, repeated: bool) -> None:
        super().__init__(f"unnamed {list(unnamed)}, repeated {repeated}")
        self.unnamed = tuple(unnamed)
        self.repeated = repeated


class SupplementIncomplete(Exception):
    """The one complete request has left out ``added``: none of them may be asked for any more."""

    def __init__(self, added: Sequence[RequestedDocument]) -> None:
        super().__init__(", ".join(document.code for document in added))
        self.added = tuple(added)


class NoSuchDay(Exception):
    """The day to answer by lies in the past, or is no working day that is known."""


def answer_until(day: date, today: date, calendar: WorkingCalendar) -> datetime:
    """The last moment of ``day`` in which the office is open. Raises ``NoSuchDay``."""
    try:
        if day >= today and calendar.is_working(day):
            return calendar.closing(day)
    except OutsideCalendar:
        pass
    raise NoSuchDay


def document_names(dossier: Dossier, documents: Mapping[str, RequiredDocument]) -> dict[str, str]:
    """Names by code: of the procedure's ``documents``, and of those that were made for an earlier request."""
    names = {code: document.name for code, document in documents.items()}
    return names | {document.code: document.name for document in dossier.asked}


def known_documents(dossier: Dossier, documents: Mapping[str, RequiredDocument]) -> dict[str, RequiredDocument]:
    """The same, whole. What was made for a request may be handed in as anything."""
    asked = {paper.code: RequiredDocument(paper.code, paper.name, mandatory=True) for paper in dossier.asked}
    return {**asked, **documents}


def requested_documents(
    dossier: Dossier, demands: Sequence[DocumentDemand], documents: Mapping[str, RequiredDocument]
) -> list[RequestedDocument]:
    """What ``demands`` ask for. Raises ``SupplementInvalid`` or ``SupplementIncomplete``."""
    names = document_names(dossier, documents)
    found = [_requested(dossier, place, demand, names) for place, demand in enumerate(demands)]
    requested = [document for document in found if document is not None]
    unnamed = [place for place, document in enumerate(found) if document is None]
    repeated = len({document.code for document in requested}) != len(requested)
    if unnamed or repeated:
        raise SupplementInvalid(unnamed, repeated=repeated)
    before = {document.code for document in dossier.asked}
    if added := [document for document in requested if before and document.code not in before]:
        raise SupplementIncomplete(added)
    return requested


def _requested(
    dossier: Dossier, place: int, demand: DocumentDemand, names: Mapping[str, str]
) -> RequestedDocument | None:
    known = names.get(demand.code or "")
    if demand.code and known and demand.name is None:
        return RequestedDocument(demand.code, known, demand.note)
    if demand.name and demand.code is None:
        # A code of its own, unlike those of earlier requests.
        return RequestedDocument(f"bo-sung-{dossier.version + 1}-{place + 1}", demand.name, demand.note)
    return None


def still_missing(dossier: Dossier, given: Collection[str]) -> list[RequestedDocument]:
    """What the answer to a request has to hold and is not among the ``given`` codes; a second answer only adds."""
    if dossier.outlook.supplement_sent:
        return []
    return [document for document in dossier.asked if document.code not in given]
