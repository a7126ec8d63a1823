"""Papers that are asked for, all of them in one request (Nghị định 61/2018/NĐ-CP, Điều 15.3), and their answer.

A later request may only repeat what was asked for and not handed in as it should be.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.reference.working_calendar import OutsideCalendar, WorkingCalendar
from shared.text import search_key
from svc_dossier.domain.dossier import Dossier, RequestedDocument
from svc_dossier.domain.procedure import CopyKind, RequiredDocument


@dataclass(frozen=True)
class DocumentDemand:
    """A paper of the procedure or of an earlier request by its ``code`` or its ``name``, or any other by its ``name``.

    ``copies`` are the kinds that the office takes; all that the procedure takes when none is named.
    """

    code: str | None
    name: str | None
    note: str | None = None
    copies: tuple[CopyKind, ...] = ()


class SupplementInvalid(Exception):
    """``unnamed`` are the places of demands that name no paper, or two; ``untaken`` those of demands for a kind of copy
    that the procedure does not take; ``repeated`` when one paper stands twice."""

    def __init__(self, unnamed: Sequence[int], untaken: Sequence[int], *, repeated: bool) -> None:
        super().__init__(f"unnamed {list(unnamed)}, untaken {list(untaken)}, repeated {repeated}")
        self.unnamed = tuple(unnamed)
        self.untaken = tuple(untaken)
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


def known_documents(dossier: Dossier, documents: Mapping[str, RequiredDocument]) -> dict[str, RequiredDocument]:
    """The procedure's ``documents`` and those that were made for an earlier request, by their codes."""
    made = {paper.code: RequiredDocument(paper.code, paper.name, mandatory=True) for paper in dossier.asked}
    return {**made, **documents}


def answerable_documents(dossier: Dossier, documents: Mapping[str, RequiredDocument]) -> dict[str, RequiredDocument]:
    """The same as an answer may hold them: what was asked for is taken as the request says."""
    known = known_documents(dossier, documents)
    return known | {paper.code: replace(known[paper.code], copies=paper.copies) for paper in dossier.asked}


def requested_documents(
    dossier: Dossier, demands: Sequence[DocumentDemand], documents: Mapping[str, RequiredDocument]
) -> list[RequestedDocument]:
    """What ``demands`` ask for. Raises ``SupplementInvalid`` or ``SupplementIncomplete``."""
    known = known_documents(dossier, documents)
    found = [_requested(dossier, place, demand, known) for place, demand in enumerate(demands)]
    requested = [document for document in found if document is not None]
    unnamed = [place for place, document in enumerate(found) if document is None]
    untaken = [
        place
        for place, demand in enumerate(demands)
        if (document := _known(demand, known)) and not all(map(document.takes, demand.copies))
    ]
    codes = {document.code for document in requested}
    names = {search_key(document.name) for document in requested}
    repeated = min(len(codes), len(names)) < len(requested)
    if unnamed or untaken or repeated:
        raise SupplementInvalid(unnamed, untaken, repeated=repeated)
    before = {document.code for document in dossier.asked}
    if added := [document for document in requested if before and document.code not in before]:
        raise SupplementIncomplete(added)
    return requested


def _requested(
    dossier: Dossier, place: int, demand: DocumentDemand, known: Mapping[str, RequiredDocument]
) -> RequestedDocument | None:
    document = _known(demand, known)
    if document is None and demand.name and demand.code is None:
        # A code of its own, unlike those of earlier requests.
        document = RequiredDocument(f"bo-sung-{dossier.version + 1}-{place + 1}", demand.name, mandatory=True)
    if document is None:
        return None
    return RequestedDocument(document.code, document.name, demand.note, demand.copies or document.copies)


def _known(demand: DocumentDemand, known: Mapping[str, RequiredDocument]) -> RequiredDocument | None:
    if demand.code is None:
        wanted = search_key(demand.name or "")
        return next((document for document in known.values() if search_key(document.name) == wanted), None)
    return known.get(demand.code) if demand.name is None else None


def still_missing(dossier: Dossier, given: Collection[str]) -> list[RequestedDocument]:
    """What the answer to a request has to hold and is not among the ``given`` codes; a second answer only adds."""
    if dossier.context.supplement_sent:
        return []
    return [document for document in dossier.asked if document.code not in given]
